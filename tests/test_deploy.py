"""What operators are told, and what is given to them, agree with the settings and commands.

`make production-rehearsal` runs the commands themselves; here is that it runs all of them.
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def load(path: Path) -> ModuleType:
    """A program of .ci as a module."""
    spec = spec_from_file_location(f"program_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    # Where its dataclasses look for what they are annotated with.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


rehearsal = load(ROOT / ".ci" / "rehearsal.py")
# What gunicorn's configuration reads, and what no setting of ours is.
OF_THE_WEB_SERVER = {"WEB_BIND", "WEB_CONCURRENCY"}
NOT_OURS = {
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATH", "HOME", "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE",
}  # fmt: skip


def joined(text: str) -> list[str]:
    """Lines of commands, those that go on joined into one."""
    return [line.strip() for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines() if line.strip()]


def settings_read() -> set[str]:
    """The names of all variables that the settings read."""
    tree = ast.parse((ROOT / "strategy_tracker" / "settings.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func)
        first = node.args[0]
        named = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if named and called.startswith(("env.", "_")):
            found.add(str(first.value))  # type: ignore[attr-defined]
    return {name for name in found if re.fullmatch(r"[A-Z][A-Z_]+", name)}


def table_of_settings(text: str) -> set[str]:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", text, re.M)
    return {name for row in rows for name in re.findall(r"[A-Z_]{2,}", row)}


def test_every_setting_is_told_of_and_no_other() -> None:
    assert table_of_settings(OPERATING) == settings_read() | OF_THE_WEB_SERVER
    production = README[README.index("## Production") :]
    assert table_of_settings(production) < table_of_settings(OPERATING)


def test_every_block_of_commands_is_rehearsed() -> None:
    blocks = rehearsal.read_blocks()
    script = (ROOT / ".ci" / "rehearsal.py").read_text(encoding="utf-8")
    assert {"packages", "account", "database", "code", "prepare", "services", "proxy"} < set(blocks)
    assert OPERATING.count("```sh") == len(blocks)
    for name, block in blocks.items():
        assert f'"{name}"' in script, name
        assert block.user in ("root", "app") or name == rehearsal.NAMES


def commands_of_readme() -> Iterator[str]:
    production = README[README.index("## Production") :]
    for block in re.findall(r"(?:^    .*\n)+", production, re.M):
        yield from joined(block)


@pytest.mark.parametrize("command", list(commands_of_readme()))
def test_every_command_of_the_readme_is_one_that_is_rehearsed(command: str) -> None:
    rehearsed = {
        line for block in rehearsal.read_blocks().values() for line in joined(block.text)
    } | {
        started.removeprefix("/srv/strategy-tracker/app/")
        for unit in DEPLOY.glob("*.service")
        for started in re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.M)
    }
    assert command in rehearsed


def test_the_document_s_blocks_are_shell() -> None:
    for name, block in rehearsal.read_blocks().items():
        result = subprocess.run(
            ["bash", "-n"], input=block.text, text=True, check=False, capture_output=True
        )
        assert result.returncode == 0, f"{name}: {result.stderr}"


def test_the_packages_are_those_that_set_up_installs() -> None:
    setup = load(ROOT / ".ci" / "setup.py")
    for text in (OPERATING, README, (DEPLOY / "Containerfile").read_text()):
        for package in setup.PANGO_PACKAGES:
            assert package in text


# systemd


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.stem)
def test_units_run_our_commands_as_somebody_without_rights(unit: Path) -> None:
    text = unit.read_text()
    assert re.search(r"^User=(?!root)", text, re.M) and "Restart=always" in text
    for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert line in text
    assert "/etc/strategy-tracker/environment" in OPERATING
    if shutil.which("systemd-analyze"):
        # The program is where it is only on the machine it is for.
        readable = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M)
        check_unit(unit.name, readable)


def check_unit(name: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text)
        result = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(path)],
            check=False,
            capture_output=True,
            text=True,
        )
    own = [line for line in result.stderr.splitlines() if name in line]
    assert not own, own


# Containers


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_containers_have_no_rights_and_each_is_probed(compose: Any) -> None:
    services = compose["services"]
    assert {"web", "worker", "database", "proxy"} <= set(services)
    for name in ("web", "worker", "migrate", "proxy"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in services[name]["security_opt"]
    assert "healthcheck" in services["worker"] and "healthcheck" in services["database"]
    assert "ports" not in services["database"] and "ports" not in services["web"]
    assert compose["networks"]["inside"]["internal"]
    assert services["database"]["networks"] == ["inside"]
    image = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER 10001$", image, re.M) and "HEALTHCHECK" in image
    assert "/health/live/" in image


def test_containers_name_settings_and_commands_that_there_are(compose: Any) -> None:
    known = settings_read() | OF_THE_WEB_SERVER | NOT_OURS
    image = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text())
    named = set(re.findall(r"\b([A-Z][A-Z_]{3,})=", image))
    for service in compose["services"].values():
        named |= set(service.get("environment", {}))
        command = service.get("command", ["python", "manage.py", "migrate"])
        probe = service.get("healthcheck", {}).get("test", [])[1:]
        for words in (command, probe):
            if words[:2] == ["python", "manage.py"]:
                assert words[2] in get_commands(), words
    assert named <= known, named - known
    assert 'CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py"]' in image


def test_the_proxy_passes_on_what_the_site_asks_for() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    for line in (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Request-ID $request_id;",
    ):
        assert line in text
    assert text.count("{") == text.count("}")
