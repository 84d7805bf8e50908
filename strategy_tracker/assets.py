"""Make what pages take from wheels ready to serve: `python -m strategy_tracker.assets`.

The NHS design system's stylesheet is cleaned and written below `var/assets/nhsuk/`, and the
fonts of papers below `var/assets/fonts/`, where Django's static files look. Nothing of them is
copied into the repository, and the design system's script is not served: no page uses a
component that needs it. Only the standard library is used, so that set-up can run this before
there are any settings. Running it again changes nothing.
"""

import importlib.util
import os
import re
import sys
from pathlib import Path

WHEEL_MODULE = "wagtailnhsukfrontend"
WHEEL_NAME = "wagtail-nhsuk-frontend"
ASSETS_DIR = Path(__file__).resolve().parent.parent / "var" / "assets"
OUTPUT_DIR = ASSETS_DIR / "nhsuk"
STYLESHEET = "nhsuk-frontend.min.css"

# What a paper may be set in, so that a browser shows and prints it as the PDF has it. The files
# are served as they are: their licence keeps the name for what nobody has changed. TrueType,
# for browsers that print to a file draw the other kind glyph by glyph.
FONTS_DIR = ASSETS_DIR / "fonts"
FONTS_STYLESHEET = "paper-fonts.css"
_FONTS = (
    ("font_source_sans_pro", "Source Sans Pro", "SourceSansPro"),
    ("font_source_serif_pro", "Source Serif Pro", "SourceSerifPro"),
)
_FACES = (
    ("Regular", "400", "normal"),
    ("It", "400", "italic"),
    ("Semibold", "600", "normal"),
    ("Bold", "700", "normal"),
    ("BoldIt", "700", "italic"),
)

# The source map is not in the wheel, and the manifest storage of static files refuses
# to serve a file that points to one that is missing.
_SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=\S+[ \t]*\*/\s*")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_REMOTE_ADDRESS = re.compile(r"url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)


class AssetsError(Exception):
    """An asset cannot be made; the message says why and what to do."""


def clean_stylesheet(text: str) -> str:
    """`text` without its source map and without fonts from another host.

    The NHS's own font is licensed to its own sites, and the content security policy
    admits no other host; the stylesheet names Arial next.

    Raises AssetsError when any other rule fetches from another host.
    """

    def keep_local(face: re.Match[str]) -> str:
        return "" if _REMOTE_ADDRESS.search(face[0]) else face[0]

    cleaned = _FONT_FACE.sub(keep_local, _SOURCE_MAP.sub("\n", text))
    if _REMOTE_ADDRESS.search(cleaned):
        raise AssetsError(
            f"The stylesheet in {WHEEL_NAME} fetches from another host outside @font-face: "
            "look at what changed in it before using this version."
        )
    return cleaned


def _wheel_folder() -> Path:
    """The wheel's static files. The package itself is not imported: it needs Wagtail."""
    found = importlib.util.find_spec(WHEEL_MODULE)
    if found is None or not found.submodule_search_locations:
        raise AssetsError(
            f"The NHS design system is not installed: run `make demo`, or "
            f"`pip install --no-deps --require-hashes -r requirements-assets.txt` "
            f"for {WHEEL_NAME}."
        )
    return Path(found.submodule_search_locations[0]) / "static" / WHEEL_MODULE


def _read_only_match(folder: Path, pattern: str) -> str:
    """The text of the one file in `folder` that matches; names there carry a version."""
    matches = sorted(folder.glob(pattern))
    if len(matches) != 1:
        raise AssetsError(
            f"Expected one {pattern} in {WHEEL_NAME}, found {len(matches)}: "
            "this version of it is arranged differently; use the locked one."
        )
    return matches[0].read_text(encoding="utf-8")


def _write_if_changed(path: Path, data: bytes) -> None:
    """Write `data` so that a reader never sees half of it; an equal file is left alone."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def build(output_dir: Path = OUTPUT_DIR) -> Path:
    """Make the stylesheet in `output_dir`; gives its path.

    Raises AssetsError when the wheel is missing or is not as expected.
    """
    stylesheet = output_dir / STYLESHEET
    text = _read_only_match(_wheel_folder() / "css", "nhsuk-frontend-*.min.css")
    _write_if_changed(stylesheet, clean_stylesheet(text).encode())
    return stylesheet


def build_fonts(output_dir: Path = FONTS_DIR) -> Path:
    """Put the fonts of papers in `output_dir`, with the stylesheet that names them; gives its path.

    Raises AssetsError when one is missing.
    """
    rules = []
    for package, family, stem in _FONTS:
        found = importlib.util.find_spec(package)
        folders = list(found.submodule_search_locations or []) if found else []
        for name, weight, style in _FACES:
            file = f"{stem}-{name}.ttf"
            path = next((Path(folder) / "files" / file for folder in folders), None)
            if path is None or not path.is_file():
                raise AssetsError(
                    f"The font {file} is not in the package {package.replace('_', '-')}. "
                    "Install it again from requirements.txt."
                )
            _write_if_changed(output_dir / file, path.read_bytes())
            rules.append(
                f'@font-face {{font-family: "{family}"; font-weight: {weight}; '
                f'font-style: {style}; font-display: swap; src: url("{file}")}}\n'
            )
    stylesheet = output_dir / FONTS_STYLESHEET
    _write_if_changed(stylesheet, "".join(rules).encode())
    return stylesheet


def main() -> int:
    try:
        build()
        build_fonts()
    except AssetsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
