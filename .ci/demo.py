"""Load the demo, write its sample board papers and serve the site on this machine.

    .venv/bin/python .ci/demo.py [--port 8000] [--no-serve]

Started by `make demo` after set-up. Data already there are kept: what the demo lacks is
added, nothing is replaced. Exits 1 with one line saying what is wrong.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


class DemoError(Exception):
    """The demo cannot go on; the message is one line saying what to do."""


def manage(*arguments: str) -> None:
    """Run one of manage.py's commands with its output in sight; raises DemoError when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise DemoError(f"`manage.py {arguments[0]}` failed: see the lines above.")


def check_port_is_free(port: int) -> None:
    """Raise DemoError when something listens on `port` already, before any work is done."""
    with closing(socket.socket()) as probe:
        # As the server will: a port left a moment ago by a stopped server counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoError(
                f"Port {port} on {HOST} cannot be used ({error.strerror}): stop the "
                f"program that has it, or choose another with `make demo PORT={port + 10}`."
            ) from None


def write_env_file() -> None:
    """Write `.env` for a local trial, once; an existing file is somebody's own and stays."""
    path = ROOT / ".env"
    if path.exists():
        return
    path.write_text(
        "# Written by `make demo` for a trial on this machine; yours to edit.\n"
        "# In production none of this: see README, Production.\n"
        "DEBUG=true\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "SHOW_DEMO_SIGN_INS=true\n"
    )
    path.chmod(0o600)
    print("Wrote .env for a local trial.", flush=True)


def check_this_is_a_trial() -> None:
    """Raise DemoError where settings say production: invented trusts have no place there."""
    question = "from django.conf import settings; print('DEBUG is', settings.DEBUG)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "strategy_tracker.settings"}
    result = subprocess.run(
        [sys.executable, "-c", question],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if "DEBUG is True" not in result.stdout:
        raise DemoError(
            "The settings here are production's (DEBUG is not true), so no demo was loaded. "
            "For a trial set DEBUG=true in .env and the environment."
        )


# One paper of each layout: the trust whose paper it is, and the layout.
SAMPLES = (
    ("RIVERMEAD", "progress-table"),
    ("RIVERMEAD", "ambitions-report"),
    ("RIVERMEAD", "quarterly-progress"),
    ("NORTHMOOR", "improvement-programme"),
    ("NORTHMOOR", "highlight-report"),
)


def export_samples() -> None:
    """Write the paper last published of each layout, where it is not there yet: each takes
    seconds, and a second run of the demo is to start in few."""
    print("\nSample board papers, as published (delete one to have it written again):", flush=True)
    for trust, layout in SAMPLES:
        sample = ROOT / "var" / f"sample-{layout}.pdf"
        if not sample.exists():
            print(f"  writing {sample.relative_to(ROOT)} ...", flush=True)
            options = ["--trust", trust, "--period", "latest-closed", "--layout", layout]
            manage("export_paper", *options, "--format", "pdf", "--output", str(sample))
        print(f"  {sample.relative_to(ROOT)}", flush=True)


def serve(port: int) -> int:
    """Run the site, and the worker that applies long imports, until the site is stopped.

    Gives the exit code of the site; the worker ends with it.
    """
    environment = {**os.environ, "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    manage_py = [sys.executable, "manage.py"]
    site = subprocess.Popen(
        [*manage_py, "runserver", "--noreload", f"{HOST}:{port}"], cwd=ROOT, env=environment
    )
    worker = subprocess.Popen(
        [*manage_py, "run_worker", "--verbosity", "0"], cwd=ROOT, env=environment
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: site.send_signal(received))
    # A Ctrl-C reaches both by itself; wait for them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = site.wait()
    finally:
        worker.terminate()
        worker.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", dest="serve", action="store_false")
    options = parser.parse_args()
    try:
        if options.serve:
            check_port_is_free(options.port)
        write_env_file()
        check_this_is_a_trial()
        manage("migrate", "--verbosity", "0")
        manage("load_demo")
        export_samples()
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    if options.serve:
        print(f"The site: http://{HOST}:{options.port}/  (Ctrl-C stops it)\n", flush=True)
        return serve(options.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
