"""Which scripts pages load, and that production serves all that a script imports."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

from strategy_tracker.settings import STORAGES

STATIC = settings.BASE_DIR / "static"
SCRIPTS = STATIC / "js"
TEMPLATES = settings.BASE_DIR / "templates"
SCRIPT_TAG = re.compile(r"<script(?P<attributes>[^>]*)>")
SCRIPT_NAME = re.compile(r"{% static 'js/([\w./-]+)' %}")
INCLUDE = re.compile(r'{% include "([^"]+)"')
IMPORT = re.compile(r'^(?:import|\}) .*?"(\.[^"]+)";|^import "(\.[^"]+)";', re.M)

# What a page has that only works with a script, and the script.
HOOKS = {
    "data-update-form": "modules/saving.js",
    "data-once": "submit-once.js",
    "data-conflict=": "conflict.js",
    "{% print_button %}": "print.js",
    "data-progress": "progress.js",
    "data-row": "answer-all.js",
    "data-table-editor": "table-editor.js",
    "data-look": "question-looks.js",
    "data-reading": "paper-reading.js",
    "data-figure": "my-readings.js",
    "data-ticked": "round-approve.js",
}


def imported_by(script: Path) -> set[Path]:
    """What `script` itself imports."""
    addresses = {match[1] or match[2] for match in IMPORT.finditer(script.read_text())}
    return {(script.parent / address).resolve() for address in addresses}


def loaded_with(script: Path) -> set[Path]:
    """`script` and all that it imports, directly or not."""
    return {script}.union(*(loaded_with(module) for module in imported_by(script)))


def scripts_of(template: Path) -> set[str]:
    """All that a page of this template loads, by its path in static/js."""
    entries = SCRIPT_NAME.findall(template.read_text())
    loaded = set().union(*(loaded_with(SCRIPTS / entry) for entry in entries))
    return {str(script.relative_to(SCRIPTS)) for script in loaded}


def words_of(template: Path) -> str:
    """The source of a template and of all that it includes."""
    source = template.read_text()
    return "".join([source, *(words_of(TEMPLATES / name) for name in INCLUDE.findall(source))])


PAGES = {str(path.relative_to(TEMPLATES)): path for path in sorted(TEMPLATES.rglob("*.html"))}


def test_every_script_is_a_module() -> None:
    tags = [
        (name, match["attributes"])
        for name, path in PAGES.items()
        for match in SCRIPT_TAG.finditer(path.read_text())
    ]
    assert len(tags) > 5
    assert [tag for tag in tags if ' type="module"' not in tag[1]] == []


def test_every_script_is_loaded_by_some_page() -> None:
    loaded = set().union(*(scripts_of(path) for path in PAGES.values()))
    assert {str(path.relative_to(SCRIPTS)) for path in SCRIPTS.rglob("*.js")} == loaded


@pytest.mark.parametrize(("hook", "script"), HOOKS.items(), ids=HOOKS.values())
def test_a_page_loads_what_it_uses_and_no_more(hook: str, script: str) -> None:
    pages = {name: path for name, path in PAGES.items() if not path.name.startswith("_")}
    using = {name for name, path in pages.items() if hook in words_of(path)}
    loading = {name for name, path in PAGES.items() if script in scripts_of(path)}
    assert loading == using != set()


def test_production_serves_each_import_under_its_hashed_name(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STORAGES = STORAGES
    settings.STATIC_ROOT = tmp_path
    others = ["admin", "import_export", "account", "mfa"]
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=others)
    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    own = {str(script.relative_to(STATIC)) for script in SCRIPTS.rglob("*.js")}
    served = {name: path for name, path in hashed.items() if name in own}
    assert set(served) == own
    for name, path in served.items():
        modules = {str(module.relative_to(STATIC)) for module in imported_by(STATIC / name)}
        assert imported_by(tmp_path / path) == {tmp_path / served[module] for module in modules}
