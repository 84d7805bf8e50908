"""The demo's sign-ins, for the sign-in page of a demo and of nothing else."""

import json
from typing import Any

from django import template
from django.conf import settings

register = template.Library()

SIGN_INS = settings.BASE_DIR / "fixtures" / "demo_sign_ins.json"


@register.simple_tag
def demo_sign_ins() -> list[dict[str, Any]]:
    """Who can sign in to the demo: {email, password, name, role, trust} each.

    Nobody, unless the settings say that this is a demo.
    """
    if not settings.SHOW_DEMO_SIGN_INS or not SIGN_INS.exists():
        return []
    people: list[dict[str, Any]] = json.loads(SIGN_INS.read_text(encoding="utf-8"))
    return people
