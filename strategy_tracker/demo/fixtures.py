"""Reading the demo's fixtures: one table per trust, put together from its TOML files."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "fixtures"
Table = dict[str, Any]


@dataclass(frozen=True)
class SignIn:
    """Somebody who can sign in to the demo; `trust` is the first word of its trust's name."""

    email: str
    password: str
    name: str
    role: str
    trust: str


def trust_folders() -> list[Path]:
    """One folder per trust, in the order they are loaded."""
    return sorted((path for path in (FOLDER / "demo").iterdir() if path.is_dir()), reverse=True)


def read_trust(folder: Path) -> Table:
    """Every file of the folder as one table: lists under one key are joined in file order."""
    merged: Table = {}
    for path in sorted(folder.glob("*.toml")):
        for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(value, list):
                merged.setdefault(key, []).extend(value)
            else:
                merged[key] = value
    return merged


def read_sign_ins() -> list[SignIn]:
    text = (FOLDER / "demo_sign_ins.json").read_text(encoding="utf-8")
    return [SignIn(**load) for load in json.loads(text)]
