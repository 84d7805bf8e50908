"""Helpers for the tests of the set-up: a form as a browser sends it, told and then saved."""

import html
import re
from typing import Any

from django.test import Client


def sent_by(client: Client, url: str) -> dict[str, Any]:
    """What the form that saves a page would send, with nothing typed in it."""
    page = client.get(url).content.decode()
    return fields_of(page)


def fields_of(page: str) -> dict[str, Any]:
    """What the first form of the page's main part would send."""
    main = page[page.index("<main") :]
    form = re.sub(r"<template.*?</template>", "", main, flags=re.S)
    form = form[form.index('<form method="post" class="st-form') :].split("</form>")[0]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = {
            name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)
        }
        is_ticked = told.get("type") in ("radio", "checkbox")
        if "name" in told and " disabled" not in tag and (not is_ticked or " checked" in tag):
            sent[told["name"]] = told.get("value", "on" if is_ticked else "")
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        sent[name] = html.unescape(inside.removeprefix("\n"))
    for attributes, inside in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inside)
        if " disabled" not in attributes:
            name = re.search(r'name="([^"]+)"', attributes)
            sent[name[1] if name else ""] = html.unescape(chosen[1]) if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def save(client: Client, url: str, **typed: Any) -> str:
    """Type that into the form and save it, reading first what it touches; the page that told."""
    sent = sent_by(client, url) | {"do": "save"} | typed
    sent = {name: value for name, value in sent.items() if value is not None}
    response = client.post(url, sent)
    told = ""
    if response.status_code == 200:
        told = response.content.decode()
        found = re.search(r'name="told" value="(\w+)"', told)
        assert found, told[told.index("<main") :][:3000]
        response = client.post(url, sent | {"told": found[1]})
    assert response.status_code == 302, response.content.decode()[-6000:]
    return told


def touches_of(page: str) -> list[str]:
    """The lines that say what a change touches."""
    inside = re.search(r'id="touches".*?<ul>(.*?)</ul>', page, re.S)
    lines = re.findall(r"<li>(.*?)</li>", inside[1], re.S) if inside else []
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in lines]
