"""The public paper: the content of a paper without what is for the trust alone."""

from typing import Any

from reports.changes import Changes, can_compare, compare
from reports.compose import fingerprint, items_of, with_items

Content = dict[str, Any]
PUBLIC = "public"


def has_internal(content: Content) -> bool:
    return any(part.get("audience") == "internal" for part in content.get("parts", []))


def public(content: Content) -> Content:
    """`content` without its internal parts, and without whatever only those name.

    It is redacted first and its fingerprint taken then, so that what is printed under it tells
    nothing of what was left out. Content that has no internal part comes back as it is.
    """
    if not has_internal(content):
        return content
    kept = [part for part in content["parts"] if part.get("audience") != "internal"]
    named = items_of(part for part in kept if part["kind"] != "corrections")
    kept = [
        told
        for part in kept
        if (told := with_items(part, named) if part["kind"] == "corrections" else part)
    ]
    status = {**content["status"], "hash": ""}
    made = {**content, "parts": kept, "items": items_of(kept), "status": status}
    if not status["draft"]:
        made["status"] = {**status, "hash": fingerprint(made)[:8]}
    return made


def changes_between(before: Content, after: Content, audience: str = "") -> Changes | None:
    """What a version says that the one before did not; None where nobody can tell."""
    if audience == PUBLIC:
        before, after = public(before), public(after)
    return compare(before, after) if can_compare(before, after) else None
