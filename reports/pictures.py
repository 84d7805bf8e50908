"""Pictures that people give for a paper: checked, made small, and held as a data address.

A paper's content must print without the database or any file, so it holds the picture itself.
A picture is drawn anew from its pixels: what else was in the file (where a photograph was
taken, anything hidden behind it) does not get into a public record.
"""

import base64
import re
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 5_000_000  # bytes
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1800  # pixels: 10 to the mm on a page of A4
LARGEST_HELD = 1_000_000  # bytes, once drawn anew
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
# What such a file ends with. Pillow may have been told by others to read what breaks off.
_ENDS = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
_ADDRESS = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}")


class PictureError(ValueError):
    """Why a file will not do as a picture, in a sentence for whoever chose it."""


def is_picture(address: str) -> bool:
    """Whether it is what `picture_address` makes, and nothing else that a browser would load."""
    return bool(_ADDRESS.fullmatch(address))


def picture_address(data: bytes) -> str:
    """The picture in a PNG or JPEG file as a data address. Raises PictureError."""
    if len(data) > LARGEST_FILE:
        raise PictureError("The file is larger than 5 MB. Save the picture smaller, and try again.")
    try:
        with Image.open(BytesIO(data), formats=list(_FORMATS)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PictureError("The picture has too many pixels. Save it smaller.")
            kind = found.format or "PNG"
            if _ENDS[kind] not in data[len(data) // 2 :]:
                raise OSError("It breaks off.")
            picture = ImageOps.exif_transpose(found)
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise PictureError("This is not a picture. Choose a PNG or JPEG file.") from None
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("The picture is damaged. Save it again, and choose that.") from None
    return _address(picture, kind)


def _address(picture: Image.Image, kind: str) -> str:
    """As PNG while that is small: it keeps the letters of a chart sharp. Else as JPEG."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if kind == "PNG":
        held = _drawn(picture.convert("RGBA" if _is_clear(picture) else "RGB"), "PNG")
        if len(held) <= LARGEST_HELD:
            return _as_address(held, "PNG")
    return _as_address(_as_jpeg(picture), "JPEG")


def _as_jpeg(picture: Image.Image) -> bytes:
    if _is_clear(picture):
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    picture = picture.convert("RGB")
    held = _drawn(picture, "JPEG", quality=85)
    while len(held) > LARGEST_HELD:
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
        held = _drawn(picture, "JPEG", quality=80)
    return held


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _drawn(picture: Image.Image, kind: str, **options: int) -> bytes:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    made = BytesIO()
    bare.save(made, kind, optimize=True, **options)
    return made.getvalue()


def _as_address(data: bytes, kind: str) -> str:
    return f"data:{_FORMATS[kind]};base64,{base64.b64encode(data).decode('ascii')}"
