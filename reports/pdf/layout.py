"""HTML laid out as tagged PDF (PDF/UA-1): the only place that knows WeasyPrint.

Nothing is fetched: the style sheet is given, the fonts are the installed package's
own files, and any other address in the HTML (network or file) is refused, so a
narrative can never make the server read something.

It knows nothing of Django, so that a process that only lays out starts in a moment.
WeasyPrint needs the system's Pango; strategy_tracker/checks.py says how to install it.
"""

import atexit
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import font_source_sans_pro

from reports.pdf import tags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

FAMILY = "Source Sans Pro"
# Weight and style of each face that paper.css asks for.
_FACES = {
    "SourceSansPro-Regular": (400, "normal"),
    "SourceSansPro-It": (400, "italic"),
    "SourceSansPro-Semibold": (600, "normal"),
    "SourceSansPro-Bold": (700, "normal"),
    "SourceSansPro-BoldIt": (700, "italic"),
}


def _font_files() -> dict[str, Path]:
    """Where each face lies. Raises RuntimeError when the font package lacks one."""
    folder = Path(font_source_sans_pro.font_directory)
    files = {face: folder / f"{face}.otf" for face in _FACES}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        raise RuntimeError(
            f"The font files {', '.join(missing)} are not in the package font-source-sans-pro. "
            "Install it again from requirements.txt."
        )
    return files


def _font_faces(files: dict[str, Path]) -> str:
    return "\n".join(
        f'@font-face {{font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{files[face].as_uri()}")}}'
        for face, (weight, style) in _FACES.items()
    )


def _fetcher(files: dict[str, Path]) -> "URLFetcher":
    """What gives WeasyPrint our own fonts and inline data, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    allowed = {path.as_uri() for path in files.values()}

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url not in allowed and not url.startswith("data:"):
                raise ValueError(f"A paper may not fetch {url[:100]}.")
            return super().fetch(url, headers)

    return OnlyOurs(allowed_protocols=("data", "file"), allow_redirects=False)


def _mend_line_ends() -> None:
    """Keep WeasyPrint (seen in 70.0) from breaking a line after its first word.

    Where plain text is followed by something inline (bold, a span) and fits on its line
    only without the space at its end, `split_first_line` takes the width with that space,
    finds the text too wide, and puts the first word alone on the line. Here the text is
    asked for once more without its last space. It happens at one in seventy such places;
    tests/test_paper_pdf.py fails should this mend nothing any more.
    """
    from weasyprint.layout import inline

    split = inline.split_first_line
    if getattr(split, "is_mended", False):
        return

    def mended(
        text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **named: Any
    ) -> Any:
        found = split(text, style, context, max_width, *rest, **named)
        resume_index = found[2]
        if resume_index is None or not text.endswith(" ") or style["white_space"] != "normal":
            return found
        bare = text.rstrip(" ")
        whole = split(bare, style, context, max_width, *rest, **named) if bare else found
        return whole if whole[2] is None else found

    mended.is_mended = True  # type: ignore[attr-defined]
    inline.split_first_line = mended


def _mend_tags() -> None:
    """Keep WeasyPrint (seen in 70.0) from tagging labels and their values as a broken list.

    It makes a list of `<dl>` and items of `<dt>` and `<dd>`, but the `<div>` around each pair
    stands between, and PDF/UA allows nothing but items in a list.
    """
    from weasyprint.pdf import tags

    tag_of = tags._get_pdf_tag
    if getattr(tag_of, "is_mended", False):
        return

    def mended(tag: str | None) -> str:
        return {"dl": "Div", "dt": "P", "dd": "Div"}.get(tag or "") or str(tag_of(tag))

    mended.is_mended = True  # type: ignore[attr-defined]
    tags._get_pdf_tag = mended


@lru_cache(maxsize=4)
def _prepared(css: str) -> "tuple[CSS, FontConfiguration, URLFetcher]":
    """The parsed style sheet with its fonts: made once in a process, used for each paper."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    _mend_line_ends()
    _mend_tags()
    tags.remember_elements()
    files = _font_files()
    fonts = FontConfiguration()
    fetcher = _fetcher(files)
    sheet = CSS(string=_font_faces(files) + css, font_config=fonts, url_fetcher=fetcher)
    # The fonts' own clean-up needs modules that are gone when the interpreter is half shut.
    atexit.register(_prepared.cache_clear)
    return sheet, fonts, fetcher


def lay_out(html: str, css: str, prefix: str = "") -> bytes:
    """The PDF of `html`, a whole document that has no style sheet, with that of the text `css`.

    The same HTML gives the same bytes. Takes about 0.1 s a page. With a `prefix`, that the ids
    of its header cells begin with, its tags are made whole: see `reports.pdf.tags`.
    """
    from weasyprint import HTML

    sheet, fonts, fetcher = _prepared(css)
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    data: bytes = document.write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        finisher=tags.finisher(prefix) if prefix else None,
    )
    return data


def lay_out_plain(html: str, css: str) -> bytes:
    """The same without tags, for what is stamped on pages that have their own."""
    from weasyprint import HTML

    sheet, fonts, fetcher = _prepared(css)
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    data: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts)
    return data


def versions() -> str:
    """Which software and fonts lay out: other ones may give other bytes."""
    named = ("weasyprint", "pydyf", "fonttools", "font-source-sans-pro")
    return " ".join(f"{name} {version(name)}" for name in named)
