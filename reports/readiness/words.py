"""What is wrong with the words, links and pictures of a draft, and the parts that say nothing."""

import re
import unicodedata
from html import unescape

from reports import fonts
from reports.blocks import Heading, Line, Link
from reports.drafting import drafting_notes
from reports.readiness.finding import About, Finding, Place, counted
from reports.readiness.printed import Printed, walk_data
from reports.write.document import parts_of
from strategy_tracker.accounts.models import Person

_LONGEST_QUOTE = 80
_TAG = re.compile(r"<[^<>]*>")
_MARKDOWN_LINK = re.compile(r"(!?)\[([^\]\n]{0,200}+)\]\(\s*+([^)\s]{0,300}+)[^)\n]{0,200}+\)")
_WHOLE_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# An address of an item of the plan, in whatever trust and on whatever host.
_OF_ITEM = re.compile(r"/t/([\w-]+)/plan/(objective|ambition|action)s/(\d+)/")
# Some leads are known by their post alone, which is then their name.
_POST = re.compile(
    r"(?i:\b(director|officer|manager|lead|head|chief|nurse|secretary|chair|deputy|partner|team)\b)"
    r"|^[A-Z&/ ]{2,8}$"
)


def findings(printed: Printed) -> list[Finding]:
    """Notes to one another, missing letters, dead links, and what has no words of its own."""
    made = [
        _notes(printed),
        _glyphs(printed),
        _links(printed),
        _pictures(printed),
        _people(printed),
        _empty_parts(printed),
    ]
    return [finding for finding in made if finding]


def _notes(printed: Printed) -> Finding | None:
    about = []
    for key, text in printed.texts:
        for note in drafting_notes(text):
            name, place = printed.source_of(key, note)
            about.append(About(name, place, f": {_quoted(note)}"))
    if not about:
        return None
    start = counted(about, "drafting note would be printed", "drafting notes would be printed")
    return Finding(f"{start}.", "drafting-note", about)


def _glyphs(printed: Printed) -> Finding | None:
    """Characters that print as an empty box.

    The bullets of word processors are in what was typed, and not in what is printed: the page
    itself is asked, where there is anything to ask about.
    """
    missing = fonts.missing_glyphs("".join(text for _, text in printed.texts))
    if missing:
        page = unescape(_TAG.sub(" ", parts_of(printed.content)))
        missing = [one for one in missing if one in page]
    about = []
    for one in missing:
        key, text = next((key, text) for key, text in printed.texts if one in text)
        name, place = printed.source_of(key, text)
        told = unicodedata.name(one, "a sign of another program").lower()
        about.append(About(name, place, f": {one} (U+{ord(one):04X}, {told})"))
    if not about:
        return None
    start = counted(
        about,
        "character is in no font and would print as an empty box",
        "characters are in no font and would print as empty boxes",
    )
    return Finding(f"{start}.", "glyph", about)


def _links(printed: Printed) -> Finding | None:
    """Links inside the paper that lead nowhere, and those written so that they are no links."""
    anchors = {
        f"{key}-{value.anchor}"
        for key, values in printed.values.items()
        for value in values
        if isinstance(value, Heading) and value.anchor
    } | set(printed.blocks)
    about = []
    for key, values in printed.values.items():
        for value in values:
            if isinstance(value, Link) and value.anchor not in anchors:
                name, place = printed.source_of(key, value.text)
                about.append(About(name, place, f": “{value.text}” leads to no heading"))
    for key, text in printed.texts:
        for match in _MARKDOWN_LINK.finditer(text):
            if fault := _fault_of(match[1], match[3]):
                name, place = printed.source_of(key, match[0])
                about.append(About(name, place, f": “{match[2]}” {fault}"))
        for match in _OF_ITEM.finditer(text):
            if _is_gone(printed, match) and not any(match[0] in one.words for one in about):
                name, place = printed.source_of(key, match[0])
                about.append(About(name, place, f": {match[0]} is not in the plan"))
    if not about:
        return None
    return Finding(
        f"{counted(about, 'link leads', 'links lead')} nowhere.", "link", about, must_settle=False
    )


def _fault_of(mark: str, address: str) -> str:
    """What is wrong with a Markdown link; "" for nothing, and for what is told elsewhere."""
    if mark or _WHOLE_ADDRESS.match(address):
        return ""
    is_address = address.startswith(("#", "/", "www.")) or "." in address
    return f"is no whole address ({address}), and prints as it was typed" if is_address else ""


def _is_gone(printed: Printed, match: re.Match[str]) -> bool:
    """Whether it is the address of an item of this trust that its plan does not have."""
    trust, level, pk = match.groups()
    own = printed.plan.strategy.trust.code
    return trust == own and printed.plan.item((level, int(pk))) is None


def _pictures(printed: Printed) -> Finding | None:
    """Pictures and charts that say nothing to who cannot see them."""
    about = []
    for key, values in printed.values.items():
        for value in values:
            # The words of a small line stand in the table that it is in.
            described = getattr(value, "description", None)
            if isinstance(described, str) and not described.strip() and not isinstance(value, Line):
                name, place = printed.part_of(key)
                title = getattr(value, "title", "") or getattr(value, "caption", "")
                about.append(About(name, place, f": {title}" if title else ""))
    for key, text in printed.texts:
        for match in _MARKDOWN_LINK.finditer(text):
            if match[1]:
                name, place = printed.source_of(key, match[0])
                fault = "no picture of the paper, and prints as it was typed"
                about.append(About(name, place, f": {_quoted(match[0])} is {fault}"))
    if not about:
        return None
    start = counted(about, "picture has no description", "pictures have no description")
    return Finding(f"{start} for who cannot see it.", "picture", about, must_settle=False)


def _people(printed: Printed) -> Finding | None:
    """People named without a job title, in a paper that names others with theirs."""
    titled: set[str] = set()
    bare: set[str] = set()
    for one in walk_data(printed.content["parts"]):
        if set(one) == {"name", "role"}:
            (titled if one["role"] else bare).add(one["name"])
    named = sorted(name for name in bare - titled if name and not _POST.search(name))
    if not named or not titled:
        return None
    ids = dict(
        Person.objects.for_trust(printed.plan.strategy.trust_id)
        .filter(name__in=named)
        .values_list("name", "pk")
    )
    about = [About(name, Place("person", (ids[name],)) if name in ids else None) for name in named]
    start = counted(about, "person is named", "people are named")
    return Finding(f"{start} without a job title.", "person", about, must_settle=False)


def _empty_parts(printed: Printed) -> Finding | None:
    """Parts of the layout that have nothing to print, and are left out."""
    shown = {part["key"] for part in printed.content["parts"]}
    about = [
        About(printed.name_of(part), Place("part", (part.key,)))
        for part in printed.layout.parts
        if part.key not in shown
    ]
    if not about:
        return None
    start = counted(
        about, "part has nothing to print and is", "parts have nothing to print and are"
    )
    return Finding(f"{start} left out.", "empty-part", about, must_settle=False)


def _quoted(text: str) -> str:
    one = " ".join(text.split())
    return f"“{one if len(one) <= _LONGEST_QUOTE else one[:_LONGEST_QUOTE].rstrip() + ' …'}”"
