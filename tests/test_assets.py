"""The NHS stylesheet and the fonts of papers as set-up makes them."""

import re
from pathlib import Path

import pytest

from reports.fonts import BODY_FONTS
from strategy_tracker import assets


def test_the_stylesheet_asks_no_other_host_for_anything(tmp_path: Path) -> None:
    text = assets.build(tmp_path).read_text()
    assert len(text) > 100_000
    assert ".nhsuk-button" in text
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", text)


def test_the_stylesheet_points_to_no_source_map(tmp_path: Path) -> None:
    assert "sourceMappingURL" not in assets.build(tmp_path).read_text()


def test_nothing_but_the_stylesheet_is_copied(tmp_path: Path) -> None:
    stylesheet = assets.build(tmp_path)
    assert list(tmp_path.iterdir()) == [stylesheet]


def test_making_it_again_writes_nothing(tmp_path: Path) -> None:
    before = assets.build(tmp_path).stat().st_mtime_ns
    assert assets.build(tmp_path).stat().st_mtime_ns == before


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    stylesheet = assets.build(tmp_path)
    whole = stylesheet.read_text()
    stylesheet.write_text(whole[:1000])
    assets.build(tmp_path)
    assert stylesheet.read_text() == whole


def test_a_local_font_stays_and_a_remote_one_goes() -> None:
    local = "@font-face{font-family:A;src:url(a.woff2)}"
    remote = "@font-face{font-family:B;src:url( 'https://example.org/b.woff2')}"
    assert assets.clean_stylesheet(f"{local}{remote}p{{color:red}}") == f"{local}p{{color:red}}"


def test_a_remote_picture_stops_the_build() -> None:
    with pytest.raises(assets.AssetsError, match="fetches from another host"):
        assets.clean_stylesheet("p{background:url(//example.org/a.png)}")


def test_a_missing_wheel_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "WHEEL_MODULE", "no_such_package_is_installed")
    assert assets.main() == 1
    message = capsys.readouterr().err
    assert "not installed" in message
    assert "requirements-assets.txt" in message


def test_a_wheel_arranged_differently_is_told(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsError, match="found 0"):
        assets._read_only_match(tmp_path, "*.css")


def test_each_font_of_papers_is_served_from_this_site(tmp_path: Path) -> None:
    rules = assets.build_fonts(tmp_path).read_text()
    named = re.findall(r'url\("([^"]+)"\)', rules)
    assert sorted(named) == sorted(path.name for path in tmp_path.glob("*.ttf"))
    served = {re.search(r'font-family: "([^"]+)"', rule)[1] for rule in rules.splitlines()}
    assert served == set(BODY_FONTS)


def test_a_missing_font_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "_FONTS", (("no_such_package", "None", "None"),))
    with pytest.raises(assets.AssetsError, match=r"requirements\.txt"):
        assets.build_fonts(tmp_path)
