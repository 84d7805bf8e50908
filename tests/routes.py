"""Every address of the project, read from the URLconf, for tests that walk them all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

TRUST_PREFIX = "t/<slug:trust_code>/"
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
LEVELS = ("objective", "ambition", "action")


@dataclass(frozen=True)
class Route:
    """One address: its pattern, such as "t/<slug:trust_code>/risks/<int:pk>/"."""

    pattern: str
    name: str
    view: Any

    @property
    def is_of_a_trust(self) -> bool:
        return self.pattern.startswith(TRUST_PREFIX)

    @property
    def names_a_record(self) -> bool:
        """Whether the address holds the key of a record, besides the trust's code."""
        return any(match["kind"] == "int" for match in PARAMETER.finditer(self.pattern))

    def addresses(self, trust_code: str, key: int) -> list[str]:
        """The address at that trust and for records with that key, at each level if it has one."""
        levels = LEVELS if "<slug:level>" in self.pattern else ("",)
        return [f"/{self._filled(trust_code, key, level)}" for level in levels]

    def _filled(self, trust_code: str, key: int, level: str) -> str:
        known = {"trust_code": trust_code, "level": level, "layout": "progress-table"}

        def fill(match: re.Match[str]) -> str:
            return known.get(match["name"]) or (str(key) if match["kind"] == "int" else "made-up")

        return PARAMETER.sub(fill, self.pattern)


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, ""))


def trust_routes() -> list[Route]:
    return [route for route in all_routes() if route.is_of_a_trust]


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, entry.name or "", entry.callback)
        else:
            yield from _walk(entry.url_patterns, pattern)
