"""Characters that people type are printed whatever they are, and cost only the papers with them."""

import hashlib
import io
import subprocess
import sys
from html import escape

import page as validation
import pypdf
import pytest

from reports import fonts
from reports.frame import stylesheet
from reports.pdf import layout
from reports.pdf.paper import render as render_whole

HARD = "→ ✓ ≥ ☐ ☒ ✗ ★ ⚠️ 1️⃣ 😀 👍🏽 中文 東京 김 Ж Ω ½ عبد বাংলা ਪੰਜਾਬੀ ગુજ தமிழ்"
NEVER = "\U00013000"  # an Egyptian hieroglyph


def paper(text: str) -> str:
    said = escape(text)
    return (
        f'<!DOCTYPE html><html lang=en><title>T</title><body class=tall data-trust="{said}">'
        f"<main class=paper><h1>Characters</h1><p>{said}<p><b>{said}</b><p><i>{said}</i>"
        f'<svg role="img" aria-label="Chart" font-family="{fonts.families()},sans-serif" '
        f'width="300" height="20"><text x="0" y="15">{said}</text></svg></main>'
    )


def render(text: str) -> bytes:
    return set_in_body_font(paper(text))


def set_in_body_font(html: str) -> bytes:
    return layout.lay_out_section(html, stylesheet("board-paper.css"), "x", fonts.BODY)


def faults(data: bytes) -> list[str]:
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    found = [failure.message for failure in report.failures]
    return [fault for fault in found if "Figure" not in fault]  # the chart here is a bare one


def used(data: bytes) -> set[str]:
    """The fonts of a PDF, without the marks of their subsets."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_what_people_type_is_printed_with_fonts_of_ours_and_no_box() -> None:
    data = render(HARD)
    assert faults(data) == []
    assert all(name.startswith(("Source-Sans-Pro", "Paper-")) for name in used(data)), used(data)
    printed = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    for one in "→✓≥☐☒✗★⚠😀👍中文東京김ЖΩ½ع":
        assert one in printed, one


def test_the_check_for_boxes_can_fail() -> None:
    assert any("notdef" in fault for fault in faults(render(NEVER)))


def test_a_plain_paper_has_none_of_them() -> None:
    plain = "Plain words: 12% of 3,400 – naïve, Łódź, Ωmega, Сон, “quoted” → done ✓"
    assert fonts.fallbacks_for(plain) == ()
    data = render(plain)
    assert all(name.startswith("Source-Sans-Pro") for name in used(data))
    assert len(data) < 60_000


def test_only_the_glyphs_that_are_printed_are_in_the_file() -> None:
    assert len(render("中文")) < 200_000, "the whole font is 8 MB"


def test_the_same_text_gives_the_same_bytes_in_another_process_at_another_time() -> None:
    program = (
        "import hashlib, sys, time; from unittest import mock; import django; django.setup();"
        "from tests.test_paper_fonts import set_in_body_font; now = time.time;"
        "mock.patch('time.time', lambda: now() + 5000).start();"
        "print(hashlib.sha256(set_in_body_font(sys.stdin.read())).hexdigest())"
    )
    made = subprocess.run(
        [sys.executable, "-c", program],
        input=paper(HARD),
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.split()[-1] == hashlib.sha256(render(HARD)).hexdigest()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (HARD, []),
        ("Plain words.\n\tWith a tab,\u00a0a hard space, a soft\u00adhyphen and a\u200bjoint.", []),
        (f"Odd {NEVER} twice {NEVER}, and a bullet of a word processor \uf0b7", [NEVER, "\uf0b7"]),
    ],
)
def test_what_no_font_has_is_said_once_each_in_order(text: str, missing: list[str]) -> None:
    assert fonts.missing_glyphs(text) == missing


@pytest.mark.parametrize("body", fonts.BODY_FONTS)
def test_each_font_that_a_trust_may_choose_has_all_its_files(body: str) -> None:
    files = fonts.font_files(body)
    assert len(files) == len(fonts.BODY_FONTS[body])
    assert fonts.missing_glyphs(HARD, body) == []
    assert fonts.font_face_rules(body).count("@font-face") == len(files)


def test_a_font_that_is_not_installed_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"Nothing\.otf is not in the package pymupdf-fonts"):
        _ = fonts.Face("pymupdf_fonts", "Nothing.otf").path
    with pytest.raises(RuntimeError, match=r"requirements\.txt"):
        _ = fonts.Face("no_such_package_of_fonts", "A.otf").path


def test_papers_of_the_first_kind_keep_the_only_font_they_had() -> None:
    data = render_whole("<!DOCTYPE html><html lang=en><title>T</title><p>A ✗ 中", "paper.css")
    assert not any(name.startswith("Paper-") for name in used(data))
