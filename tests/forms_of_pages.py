"""Every form of the site that takes text, read from the pages as each role sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.routes import all_routes

TEXT = {"text", "search", "email", "url", "tel", "number", "date", "month", "time"}
# Not pages of ours, or of nobody who is signed in.
OTHERS = ("admin/", "accounts/oidc/", "accounts/3rdparty/", "accounts/password/reset/")
# Files, and what signs out.
NO_PAGES = ("/pdf/", "/html/", "/json/", "/file/", "/spreadsheet/", "/export/", "/logout/")


@dataclass
class Form:
    """A form as a page shows it: where it stands, where it is sent, and its controls."""

    page: str
    action: str
    own_id: str = ""
    saves_itself: bool = False
    boxes: list[str] = field(default_factory=list)
    other: dict[str, list[str]] = field(default_factory=dict)
    is_secret: bool = False
    # Whose words the browser keeps that shows the page; "" where it keeps none.
    reader: str = ""

    @property
    def kind(self) -> str:
        """By which two of a kind are one: the pages that have them, and their boxes."""
        return f"{without_keys(self.action)} {' '.join(sorted(set(map(without_keys, self.boxes))))}"

    def filled(self, words: str) -> dict[str, Any]:
        return self.other | dict.fromkeys(self.boxes, words)


def without_keys(text: str) -> str:
    return "".join(character for character in text if not character.isdecimal())


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.posted: list[Form] = []
        self.inside: Form | None = None
        self.keeps_words = False
        self.body: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "body":
            self.body = given
        elif tag == "script":
            self.keeps_words |= "js/frame" in given.get("src", "")
        elif tag == "form" and given.get("method", "").lower() == "post":
            address = given.get("action") or self.page
            itself = "data-update-form" in given
            self.inside = Form(self.page, address, given.get("id", ""), itself)
            self.posted.append(self.inside)
        elif tag == "form":
            self.inside = Form(self.page, "")
        elif tag in ("input", "textarea", "select"):
            self.control(tag, given)

    def control(self, tag: str, given: dict[str, str]) -> None:
        by_id = [form for form in self.posted if form.own_id and form.own_id == given.get("form")]
        form = by_id[0] if by_id else self.inside
        name, kind = given.get("name", ""), given.get("type", "text")
        if form is None or not name or "readonly" in given or "disabled" in given:
            return
        if kind == "password" or given.get("autocomplete") == "one-time-code":
            form.is_secret = True
        elif tag == "textarea" or (tag == "input" and kind in TEXT):
            form.boxes.append(name)
        elif tag == "input" and kind == "hidden" and name != "csrfmiddlewaretoken":
            form.other.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


def read_page(address: str, page: str) -> _Forms:
    reader = _Forms(address)
    reader.feed(page)
    return reader


def addresses(trust_code: str, key: int, run: int) -> Iterator[str]:
    """Every address of records with that key; of an import, that with the key `run`."""
    for route in all_routes():
        if not route.pattern.startswith(OTHERS) and not route.pattern.endswith(NO_PAGES):
            is_import = "/imports/<int:pk>/" in route.pattern
            yield from route.addresses(trust_code, run if is_import else key)


def forms_for(client: Client, pages: Iterable[str]) -> tuple[list[Form], set[str]]:
    """Each form with a box in it on any of the pages, one of each kind; and all templates used."""
    found: dict[str, Form] = {}
    templates: set[str] = set()
    for address in pages:
        response: Any = client.get(address)
        is_page = response.status_code == 200 and not response.streaming
        if not is_page or "text/html" not in response["Content-Type"]:
            continue
        templates.update(str(template.name) for template in response.templates)
        reader = read_page(address, response.content.decode())
        for form in reader.posted:
            if form.boxes and not form.is_secret:
                form.reader = reader.body.get("data-reader", "") if reader.keeps_words else ""
                found.setdefault(form.kind, form)
    return list(found.values()), templates
