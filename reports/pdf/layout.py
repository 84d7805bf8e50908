"""HTML laid out as tagged PDF (PDF/UA-1): the only place that knows WeasyPrint.

Nothing is fetched: the style sheet is given, the fonts are the installed package's
own files, and any other address in the HTML (network or file) is refused, so a
narrative can never make the server read something.

It knows nothing of Django, so that a process that only lays out starts in a moment.
WeasyPrint needs the system's Pango; strategy_tracker/checks.py says how to install it.
"""

import atexit
from functools import lru_cache, partial
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports import fonts
from reports.pdf import tags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

_USUAL_ORPHANS = 2  # lines, where no style says otherwise


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


def _mend_tall_rows() -> None:
    """Let WeasyPrint (70.0 does not) give the rows of a table `orphans`, as it does paragraphs.

    A row that may run over the page otherwise begins at the foot of one as soon as a single
    cell has room for a line there, and the others, such as its title, stand on the next page.
    A row that is given more than the usual two lines begins where there is room for as many.
    """
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import block
    from weasyprint.text.line_break import strut

    lay_out_block = block.block_container_layout
    if getattr(lay_out_block, "is_mended", False):
        return

    def mended(
        context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any, **named: Any
    ) -> Any:
        if isinstance(box, boxes.TableCellBox) and not skip_stack and not named["page_is_empty"]:
            least = box.style["orphans"]
            end = box.position_y + least * strut(box.style)[0]
            if least > _USUAL_ORPHANS and context.overflows_page(bottom_space, end):
                # As when nothing of it has room. All cells of a row begin at one height, so
                # they all say so, and the row goes to the next page.
                return None, None, {"break": "any", "page": None}, [], False, 0
        return lay_out_block(context, box, bottom_space, skip_stack, *rest, **named)

    mended.is_mended = True  # type: ignore[attr-defined]
    block.block_container_layout = mended


def _mend_fonts() -> None:
    """Keep WeasyPrint (seen in 70.0) from two faults in the fonts that it embeds.

    It makes a font of one weight out of a variable one, and fontTools dates what it saves:
    the same paper would differ from second to second. And where one letter is drawn by several
    glyphs, as in Arabic, it says of the second that it stands for no text, which PDF/UA does not
    allow; here it stands for a space of no width.
    """
    from weasyprint.pdf import fonts as embedded

    if isinstance(embedded.TTFont, partial):
        return
    embedded.TTFont = partial(embedded.TTFont, recalcTimestamp=False)
    begin = embedded.Font.__init__

    def mended(self: Any, *given: Any) -> None:
        begin(self, *given)
        self.to_unicode = _Said()

    embedded.Font.__init__ = mended


class _Said(dict[int, str]):
    """The text that each glyph stands for, never none."""

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, text or "\u200b")


# Papers that need the same fonts share them; few papers need any but the first.
@lru_cache(maxsize=8)
def _prepared(
    css: str, body: str, fallbacks: tuple[str, ...]
) -> "tuple[CSS, FontConfiguration, URLFetcher]":
    """The parsed style sheet with its fonts: made once in a process, used for each paper."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    _mend_line_ends()
    _mend_tags()
    _mend_tall_rows()
    _mend_fonts()
    tags.remember_elements()
    configuration = FontConfiguration()
    fetcher = _fetcher(fonts.font_files(body, fallbacks))
    rules = css.replace(f'"{fonts.BODY}"', fonts.families(body, fallbacks))
    sheet = CSS(
        string=f"{fonts.font_face_rules(body, fallbacks)}\n{rules}",
        font_config=configuration,
        url_fetcher=fetcher,
    )
    # The fonts' own clean-up needs modules that are gone when the interpreter is half shut.
    atexit.register(_prepared.cache_clear)
    return sheet, configuration, fetcher


def lay_out(html: str, css: str) -> bytes:
    """The PDF of `html`, a whole document that has no style sheet, with that of the text `css`.

    The same HTML gives the same bytes. Takes about 0.1 s a page.
    """
    from weasyprint import HTML

    sheet, configuration, fetcher = _prepared(css, fonts.BODY, ())
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    data: bytes = document.write_pdf(
        stylesheets=[sheet], font_config=configuration, pdf_variant="pdf/ua-1"
    )
    return data


def lay_out_section(html: str, css: str, prefix: str, font: str) -> bytes:
    """The same for a section of a paper, set in a body font, with others for what it lacks.

    Its tags are made whole (see `reports.pdf.tags`); the ids of its header cells begin with
    `prefix`, which none else in the paper has.
    """
    return _with_fonts(html, css, font, pdf_variant="pdf/ua-1", finisher=tags.finisher(prefix))


def lay_out_plain(html: str, css: str, font: str) -> bytes:
    """The same without tags, for what is stamped on pages that have their own."""
    return _with_fonts(html, css, font)


def _with_fonts(html: str, css: str, font: str, **options: Any) -> bytes:
    from weasyprint import HTML

    html = fonts.without_selectors(html).replace(fonts.families(), fonts.families(font))
    sheet, configuration, fetcher = _prepared(css, font, fonts.fallbacks_for(unescape(html), font))
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    data: bytes = document.write_pdf(stylesheets=[sheet], font_config=configuration, **options)
    return data


def versions() -> str:
    """Which software and fonts lay out: other ones may give other bytes."""
    packages = sorted({face.package for face in fonts.all_faces()})
    return " ".join(
        f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools", *packages)
    )
