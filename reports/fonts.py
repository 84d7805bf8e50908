"""The fonts of papers: their files in installed packages, and which characters they hold.

A paper is set in one of the body fonts. A character that this lacks comes from the first of the
fallbacks that holds it: symbols, emoji, Chinese, Arabic. A fallback is given to a paper only when
it has such a character, so that a plain paper takes no longer and holds no more for them.

No package's code is run to find its files. All licences are open: docs/adr/0006.
"""

import base64
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

BODY = "Source Sans Pro"


@dataclass(frozen=True)
class Face:
    """A file of a package, and what weight and style of its family it is; no weight: all of them.

    Without an ending it is a module of the package, which holds the font as `fontbuffer`.
    """

    package: str
    file: str
    weight: str = "400"
    style: str = "normal"

    @property
    def is_file(self) -> bool:
        return "." in self.file

    @property
    def path(self) -> Path:
        """Where it lies. Raises RuntimeError when the package or the file is not there."""
        found = find_spec(self.package)
        folders = list(found.submodule_search_locations or []) if found else []
        name = self.file if self.is_file else f"{self.file}.py"
        for folder in folders:
            if (path := Path(folder) / name).is_file():
                return path
        raise RuntimeError(
            f"The font {name} is not in the package {self.package.replace('_', '-')}. "
            "Install it again from requirements.txt."
        )

    def read(self) -> bytes:
        """The font itself."""
        if self.is_file:
            return self.path.read_bytes()
        return bytes(import_module(f"{self.package}.{self.file}").fontbuffer)

    @property
    def url(self) -> str:
        """An address for a style sheet: of the file, or the data themselves where there is none."""
        if self.is_file:
            return self.path.as_uri()
        return f"data:font/otf;base64,{base64.b64encode(self.read()).decode()}"


def _body(package: str, stem: str) -> tuple[Face, ...]:
    """The faces that papers ask for, of a family that is packaged in Adobe's names."""
    return tuple(
        Face(package, f"files/{stem}-{name}.otf", weight, style)
        for name, weight, style in (
            ("Regular", "400", "normal"),
            ("It", "400", "italic"),
            ("Semibold", "600", "normal"),
            ("Bold", "700", "normal"),
            ("BoldIt", "700", "italic"),
        )
    )


# What a trust may set its papers in.
BODY_FONTS: dict[str, tuple[Face, ...]] = {
    BODY: _body("font_source_sans_pro", "SourceSansPro"),
    "Source Serif Pro": _body("font_source_serif_pro", "SourceSerifPro"),
}


def _noto(script: str) -> tuple[Face, ...]:
    return (Face("manimgx_fonts", f"Noto{script}[wght].ttf", weight=""),)


_EMOJI = "Paper Emoji"
# In the order in which they are asked. The names are our own: a font that a machine happens to
# have must not take the place of the one that is printed everywhere.
FALLBACKS: dict[str, tuple[Face, ...]] = {
    "Paper Letters": (
        Face("pymupdf_fonts", "NotoSans_Regular"),
        Face("pymupdf_fonts", "NotoSans_Bold", "700"),
    ),
    "Paper Symbols": (Face("pymupdf_fonts", "NotoSansSymbols_Regular"),),
    "Paper More Symbols": (Face("pymupdf_fonts", "NotoSansSymbols2_Regular"),),
    "Paper Mathematics": (Face("pymupdf_fonts", "NotoSansMath_Regular"),),
    _EMOJI: _noto("Emoji"),
    "Paper Chinese and Japanese": (Face("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),),
    "Paper Korean": (Face("pylopdf_fonts_ko", "NotoSansKR-Regular.otf"),),
    **{
        f"Paper {script}": _noto(f"Sans{script}")
        for script in (
            *("Arabic", "Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Tamil", "Hebrew"),
            *("Armenian", "Ethiopic", "Georgian", "Kannada", "Khmer", "Lao", "Malayalam"),
            *("Myanmar", "Oriya", "Sinhala", "Telugu", "Thai"),
        )
    },
}
# Pango asks for emoji by this name, whatever family the text has.
_GENERIC_EMOJI = "emoji"

# Kinds of characters that are drawn by no glyph: spaces, controls, and marks of how others join.
_UNDRAWN = {"Zs", "Zl", "Zp", "Cc", "Cf"}


def all_faces() -> list[Face]:
    """Every face that a paper may be set in."""
    return [face for faces in (*BODY_FONTS.values(), *FALLBACKS.values()) for face in faces]


def families(body: str = BODY, fallbacks: Iterable[str] = tuple(FALLBACKS)) -> str:
    """The value of `font-family` for text set in a body font, with fallbacks: all unless told.

    It stands in a style sheet or in an attribute of an SVG, where WeasyPrint allows no spaces.
    """
    return ",".join(f"'{name}'" for name in (body, *fallbacks))


def font_files(body: str = BODY, fallbacks: Iterable[str] = ()) -> dict[str, Path]:
    """The files, by name, of a body font and of some fallbacks that are files."""
    faces = [*BODY_FONTS[body], *(face for name in fallbacks for face in FALLBACKS[name])]
    return {face.path.stem: face.path for face in faces if face.is_file}


def font_face_rules(body: str = BODY, fallbacks: Iterable[str] = ()) -> str:
    """The @font-face rules of a body font and of some fallbacks, for the head of a style sheet."""
    rules = [_rule(body, face) for face in BODY_FONTS[body]]
    for name in fallbacks:
        rules += [_rule(name, face) for face in FALLBACKS[name]]
        if name == _EMOJI:
            rules += [_rule(_GENERIC_EMOJI, face) for face in FALLBACKS[name]]
    return "\n".join(rules)


def _rule(family: str, face: Face) -> str:
    weight = f"font-weight: {face.weight}; " if face.weight else ""
    return (
        f'@font-face {{font-family: "{family}"; {weight}'
        f'font-style: {face.style}; src: url("{face.url}")}}'
    )


def fallbacks_for(text: str, body: str = BODY) -> tuple[str, ...]:
    """The fallbacks that `text` needs beside the body font: none for nearly every paper."""
    found = {name for one in _not_in(body, text) for name in _holders(one)}
    return tuple(name for name in FALLBACKS if name in found)


def _holders(one: str) -> list[str]:
    """The first fallback that holds a character; the emoji too, which may be asked instead."""
    first = next((name for name in FALLBACKS if ord(one) in _held(name)), None)
    is_emoji = first not in (None, _EMOJI) and ord(one) in _held(_EMOJI)
    return [name for name in (first, _EMOJI if is_emoji else None) if name]


def without_selectors(text: str) -> str:
    """`text` without the marks that ask for a character in colour, or without.

    None is printed in colour, and WeasyPrint (seen in 70.0) writes no text for some of them,
    which PDF/UA does not allow.
    """
    return text.replace("\ufe0f", "").replace("\ufe0e", "")


def missing_glyphs(text: str, body: str = BODY) -> list[str]:
    """The characters of `text` that no font has, in the order in which they first stand there."""
    missing = {one for one in _not_in(body, text) if not _holders(one)}
    return [one for one in dict.fromkeys(text) if one in missing] if missing else []


def _not_in(body: str, text: str) -> set[str]:
    """The characters of `text` that want a glyph and have none in the body font."""
    held = _held(body)
    return {one for one in set(text) if ord(one) not in held and _is_drawn(one)}


def _is_drawn(one: str) -> bool:
    return unicodedata.category(one) not in _UNDRAWN and not (
        "\ufe00" <= one <= "\ufe0f" or "\U000e0000" <= one <= "\U000e0fff"
    )


@cache
def _held(family: str) -> frozenset[int]:
    """The code points that a family's first face holds: in the others, it stands in for them."""
    from fontTools.ttLib import TTFont

    faces: Sequence[Face] = BODY_FONTS.get(family) or FALLBACKS[family]
    font = TTFont(BytesIO(faces[0].read()), lazy=True)
    return frozenset(font.getBestCmap())
