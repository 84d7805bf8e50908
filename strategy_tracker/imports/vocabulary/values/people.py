"""Leads as trusts write them: names with job titles in either order, or a post alone."""

import re
from dataclasses import dataclass

from ambitions.updates.null_values import empty_kind

# Words that begin (or are all of) a job title. A department's name counts: "Service
# Redesign Manager" begins with one.
_TITLE_WORDS = set(
    """
    accountable acting assistant associate business chair chief clinical communications company
    consultant coordinator corporate deputy dep digital director divisional education estates
    executive facilities finance general governance group head hr improvement information interim
    joint lead managing manager medical medicine nurse nursing od officer operational operations
    organisational partnerships patient people performance pharmacy planning president principal
    programme project quality research safety secretary senior service services strategic strategy
    therapies transformation trust vice workforce
    """.split()  # noqa: SIM905
)
# What a job title cannot do without, unless it is capitals alone (COO).
_POST_NOUNS = set(
    """
    adviser advisor analyst ceo chair chief cfo cio cmo cno consultant coo coordinator cpo director
    doctor governor head lead manager nurse officer partner pharmacist president secretary
    """.split()  # noqa: SIM905
)
_HONORIFICS = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame", "rev"}
_PARTICLES = set("al bin da de del den der di du el la le ter van von".split())  # noqa: SIM905
_LABEL = re.compile(
    r"^(?:lead(?:\s+director)?|sro|senior responsible officer|owner|executive lead"
    r"|programme manager)\s*(?::|\s[-–—]\s)\s*",
    re.IGNORECASE,
)
_BETWEEN_PEOPLE = re.compile(r"\s*(?:/|;|\n|\|)\s*")
_BRACKETED = re.compile(r"^(?P<before>[^()\[\]]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\.?$")
_VACANT = {"vacant", "vacancy", "unassigned", "to be appointed"}
_AND = re.compile(r"\s+(?:&|and|\+)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class PersonRead:
    """One lead: name as given and job title ("" when none, or when the name is a post)."""

    name: str
    role: str = ""


def parse_people(text: str) -> list[PersonRead]:
    """The people named in one cell, in its order; [] for blank, "N/A", "TBC" and "Vacant".

    A post by itself ("COO", "Chief Nurse", "CMO & Dep CEO") is one person whose name is the
    post. Several people may be parted by "/", ";", a line break, or by commas or "and" between
    plain names.
    """
    plain = re.sub(r"[ \t\xa0]+", " ", str(text)).strip()
    if not plain or empty_kind(plain) or plain.lower().strip(".") in _VACANT:
        return []
    people: list[PersonRead] = []
    for piece in _BETWEEN_PEOPLE.split(_join_titles(_LABEL.sub("", plain))):
        people += _in_piece(piece.strip(" ,."))
    return list(dict.fromkeys(people))


def _join_titles(text: str) -> str:
    """`text` with a job title on the line under its name put beside it."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        before = lines[-1] if lines else ""
        begins = bool(line.strip(" /;,|")) and _begins_title(line.strip(" /;,|").split())
        if before and before[-1] not in "/;,|" and _is_name(before) and begins:
            lines[-1] = f"{before} {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _in_piece(piece: str) -> list[PersonRead]:
    if not piece:
        return []
    piece = piece.strip("[]") if piece.startswith("[") and piece.endswith("]") else piece
    if bracketed := _BRACKETED.match(piece):
        before, inside = bracketed["before"].strip(" ,"), bracketed["inside"].strip()
        if _is_name(before) and is_post(inside):
            return [PersonRead(before, inside)]
        if is_post(before) and _is_name(inside):
            return [PersonRead(inside, before)]
    joined = _AND.split(piece)
    if len(joined) > 1 and all(_is_name(name) for name in joined):
        return [PersonRead(name.strip()) for name in joined]
    parts = [part.strip() for part in re.split(r",|\s[-–—]\s", piece) if part.strip()]
    return _pair_up(piece, parts)


def _pair_up(piece: str, parts: list[str]) -> list[PersonRead]:
    """Join names with the titles that stand before or after them, whichever came first."""
    people: list[PersonRead] = []
    waiting = ""
    for part in parts:
        name, role = _name_and_role(part)
        if name:
            people.append(PersonRead(name, role or waiting))
            waiting = ""
        elif people and not people[-1].role:
            people[-1] = PersonRead(people[-1].name, role)
        elif people and not is_post(role):
            people[-1] = PersonRead(people[-1].name, f"{people[-1].role}, {role}")
        else:
            waiting = f"{waiting}, {role}" if waiting else role
    if waiting and people:
        people[-1] = PersonRead(people[-1].name, f"{people[-1].role}, {waiting}")
    return people or [PersonRead(piece)]


def _name_and_role(part: str) -> tuple[str, str]:
    """("Asha Rao", "Director of Finance"); ("", part) for a title; (part, "") for a name."""
    words = part.split()
    if _begins_title(words):
        return "", part
    titled = words[0].lower().strip(".") in _HONORIFICS
    least = 2 if titled else 1
    particles = sum(_plain(word) in _PARTICLES for word in words[:-1])
    starts = [n for n, word in enumerate(words) if n >= least and _plain(word) in _TITLE_WORDS]
    starts += [n for n, word in enumerate(words) if n > least and _is_initials(word)]
    # A surname can be a title word ("Anthony Head"), so two words are a name.
    begin = next((n for n in sorted(starts) if n > least or _has_noun(words[n:])), None)
    if begin is None or (len(words) <= 2 and not titled):
        return part, ""
    # Something like "Asha Rao Redesign and Estates Manager": the title began unnoticed.
    joins = any(_plain(word) in {"of", "and", "for", "&"} for word in words[:begin])
    if joins or begin > least + 2 + particles:
        begin = least + 1
    name, role = " ".join(words[:begin]), " ".join(words[begin:])
    return (name, role) if _has_noun(words[begin:]) else (part, "")


def _begins_title(words: list[str]) -> bool:
    if _plain(words[0]) in _HONORIFICS:
        return False
    if _is_initials(words[0]) and (len(words) == 1 or _has_noun(words) or "&" in words):
        return True
    if _plain(words[0]) not in _TITLE_WORDS:
        return False
    return len(words) != 2 or _has_noun(words) or _plain(words[1]) in _TITLE_WORDS


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or not all(word[0].isupper() for word in words):
        return False
    return _name_and_role(text) == (text, "") and not _has_noun(words[:-1])


def is_post(text: str) -> bool:
    """Whether a text is a job title: "Chief Nurse", "COO"."""
    words = text.split()
    return bool(words) and (_has_noun(words) or all(_is_initials(word) for word in words))


def _has_noun(words: list[str]) -> bool:
    return any(_plain(word) in _POST_NOUNS or _is_initials(word) for word in words)


def _is_initials(word: str) -> bool:
    """COO, CSATO; not "A." nor "HR", which is a department."""
    letters = word.strip(".,()")
    return letters.isalpha() and letters.isupper() and 3 <= len(letters) <= 6


def _plain(word: str) -> str:
    return word.strip(".,()").lower()
