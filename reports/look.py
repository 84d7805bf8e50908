"""How a trust's papers look: its logo read from a file, and the one way of setting it all."""

import base64
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from reports.models import PaperLook
from reports.models.look import look_of
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.accounts.saving import save

LARGEST_FILE = 2_000_000  # bytes
LARGEST_SIDE = 6000  # pixels of what is sent
PRINTED_SIDE = 900  # pixels of what is kept: 300 to the inch at 75 mm
_KINDS = ("PNG", "JPEG")
_NO_PICTURE = "This is no PNG or JPEG picture that can be read. Save the logo as PNG or JPEG."


def logo_of(data: bytes) -> str:
    """The picture in a PNG or JPEG file, as an address that holds its data.

    It is drawn anew, no larger than is printed: nothing else of the file is kept. Raises
    ValidationError, with a sentence, for what is no picture or too large.
    """
    if len(data) > LARGEST_FILE:
        raise ValidationError("This file is too large for a logo: 2 MB at most.")
    try:
        # WeasyPrint makes Pillow draw what there is of a file that is cut off; this finds it.
        Image.open(BytesIO(data), formats=_KINDS).verify()
        with Image.open(BytesIO(data), formats=_KINDS) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise ValidationError(
                    f"This picture is too large for a logo: {LARGEST_SIDE} pixels a side at most."
                )
            kind = picture.format or "PNG"
            # Palettes and odd depths lose their edges when they are made smaller.
            drawn = picture.convert("RGBA" if kind == "PNG" else "RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
    ):
        raise ValidationError(_NO_PICTURE) from None
    drawn.thumbnail((PRINTED_SIDE, PRINTED_SIDE))
    made = BytesIO()
    drawn.save(made, kind, optimize=True)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(made.getvalue()).decode()}"


@transaction.atomic
def set_look(
    *, trust: Trust, by: User | None, colour: str, name: str = "", **look: Any
) -> PaperLook:
    """Set the trust's colour (six digits) and its name where one is given.

    `look` are paper_size, font, logo, logo_description and leads_as.

    Papers that are published already keep the look they have.
    """
    held = Trust.objects.select_for_update().get(pk=trust.pk)
    name = name.strip() or held.name
    if (held.colour, held.name) != (colour, name):
        held.colour, held.name = colour, name
        save(held, by=by)
    row = look_of(held)
    for field, value in look.items():
        if field not in ("paper_size", "font", "logo", "logo_description", "leads_as"):
            raise TypeError(f"A look has no {field}.")
        setattr(row, field, value)
    return save(row, by=by)
