"""The NHS stylesheet and script as set-up makes them."""

import re
from pathlib import Path

import pytest

from strategy_tracker import assets


def test_the_stylesheet_asks_no_other_host_for_anything(tmp_path: Path) -> None:
    stylesheet, _ = assets.build(tmp_path)
    text = stylesheet.read_text()
    assert len(text) > 100_000
    assert ".nhsuk-button" in text
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", text)


def test_no_file_points_to_a_source_map_that_is_not_there(tmp_path: Path) -> None:
    for path in assets.build(tmp_path):
        assert "sourceMappingURL" not in path.read_text()


def test_the_script_is_still_a_whole_module(tmp_path: Path) -> None:
    _, script = assets.build(tmp_path)
    assert script.read_text().rstrip().endswith("};")
    assert "initAll" in script.read_text()


def test_making_the_files_again_writes_nothing(tmp_path: Path) -> None:
    before = [path.stat().st_mtime_ns for path in assets.build(tmp_path)]
    after = [path.stat().st_mtime_ns for path in assets.build(tmp_path)]
    assert before == after
    assert len(list(tmp_path.iterdir())) == 2


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    stylesheet, _ = assets.build(tmp_path)
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
