"""Make the checkout ready to run: `.venv`, the NHS stylesheet and system libraries.

    python3 .ci/setup.py demo    what the product needs
    python3 .ci/setup.py test    and what tests and checks need

Started by `make` with any Python from 3.11; only the standard library is used. What is
ready is left alone, what is half done is done again, so it can be stopped at any point
and started again. Exits 1 with one line saying what is wrong and what to do.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
ASSETS = "requirements-assets.txt"
# Development's lock file repeats the product's versions, so it alone is installed for tests.
LOCKS = {"demo": "requirements.txt", "test": "requirements-dev.txt"}
PANGO_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
# A warning about a missing HarfBuzz-Subset counts as missing: without it fonts in a
# paper are subset in Python, slowly. No font is asked for: papers bring their own.
PANGO_PROBE = """
import warnings
warnings.filterwarnings("error", message="HarfBuzz-Subset")
import weasyprint
weasyprint.HTML(string="x").write_pdf()
"""


class SetupError(Exception):
    """Set-up cannot go on; the message is one line saying what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def run(command: list[str], problem: str) -> None:
    """Run `command`, its output in sight; raises SetupError(problem) when it fails."""
    # Set-up's lock goes down to the child, which may outlive a set-up that was killed.
    if subprocess.run(command, cwd=ROOT, check=False, close_fds=False).returncode != 0:
        raise SetupError(problem)


def succeeds(command: list[str]) -> bool:
    """Whether `command` runs and exits 0; its output is dropped."""
    try:
        result = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return False
    return result.returncode == 0


def apt_command() -> list[str] | None:
    """How to call apt-get here without a question asked, or None when that is not allowed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


@functools.cache
def apt_update() -> None:
    """Fetch Debian's lists, once in a run: on a new machine there are none."""
    if apt := apt_command():
        subprocess.run([*apt, "-q", "update"], check=False, stdout=subprocess.DEVNULL)


def apt_install(packages: list[str]) -> None:
    """Install Debian packages if we may; otherwise do nothing. Prints more only on failure."""
    apt = apt_command()
    if apt is None:
        return
    say(f"Installing with apt: {' '.join(packages)}")
    apt_update()
    # Another apt run, as on a machine just started, is waited for.
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    command = [*apt, "install", *options, *packages]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        say(result.stdout + result.stderr)


def fingerprint(*names: str) -> str:
    """One hash over the named files and over which Python would run them."""
    python = f"{sys.implementation.cache_tag} {sys.base_prefix}"
    digest = hashlib.sha256(f"{python} {VENV}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_virtual_environment() -> None:
    """Make `.venv`, or make it anew when it is broken or of another Python or place."""
    wanted = fingerprint()
    stamp = VENV / "made.stamp"
    made = stamp.exists() and stamp.read_text() == wanted
    if made and succeeds([str(VENV_PYTHON), "-c", "import pip"]):
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if not succeeds(command):
        # Debian's Python comes without the part that makes virtual environments.
        package = f"python3.{sys.version_info.minor}-venv"
        apt_install([package])
        if not succeeds(command):
            raise SetupError(
                f"Python cannot make a virtual environment: install its part for that "
                f"(Debian, Ubuntu: apt-get install {package})."
            )
    stamp.write_text(wanted)


def install_packages(level: str) -> None:
    """Install the locked packages of `level` into `.venv` unless they are there already."""
    lock = LOCKS[level]
    wanted = fingerprint(lock, ASSETS)
    stamp = VENV / f"{lock}.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing the packages in {lock}")
    pip = [str(VENV_PYTHON), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    hint = "could not be installed: see the lines above. Running make again goes on from here."
    # The lock names everything, so there is nothing to resolve; left to resolve, pip takes
    # `coverage[toml]` for another package than the locked `coverage` and wants the newest.
    locked = [*pip, "--no-deps", "--require-hashes", "-r", lock]
    run(locked, f"The packages in {lock} {hint}")
    # The stylesheet's wheel asks for Wagtail, of which nothing is used.
    assets = [*pip, "--no-deps", "--require-hashes", "-r", ASSETS]
    run(assets, f"The package in {ASSETS} {hint}")
    stamp.write_text(wanted)
    if level == "test":
        product = LOCKS["demo"]
        (VENV / f"{product}.stamp").write_text(fingerprint(product, ASSETS))


@dataclass(frozen=True)
class Need:
    """Something outside Python: how to try it, what brings it, what to say without it."""

    probe: list[str]
    packages: list[str]
    advice: str


PANGO = Need(
    probe=[str(VENV_PYTHON), "-c", PANGO_PROBE],
    packages=PANGO_PACKAGES,
    advice="WeasyPrint cannot write PDFs here: install Pango and HarfBuzz-Subset "
    f"(Debian, Ubuntu: apt-get install {' '.join(PANGO_PACKAGES)}; "
    "Fedora: dnf install pango harfbuzz; macOS: brew install pango).",
)
# Playwright brings a Node.js of its own, which wants one library that not every system has.
PLAYWRIGHT = Need(
    probe=[str(VENV_PYTHON), "-m", "playwright", "--version"],
    packages=["libatomic1"],
    advice="Playwright does not start: install libatomic (Debian, Ubuntu: apt-get install "
    "libatomic1; Fedora: dnf install libatomic).",
)
CHROMIUM = Need(
    probe=[str(VENV_PYTHON), "-m", "tests.browsers"],
    packages=["chromium"],
    advice="Browser tests need Chromium: install it (Debian: apt-get install chromium), or run "
    ".venv/bin/playwright install chromium, or set CHROMIUM to the path of one.",
)
POPPLER = Need(
    probe=["sh", "-c", "pdftotext -v && pdftoppm -v"],
    packages=["poppler-utils"],
    advice="Tests need pdftotext and pdftoppm: install Poppler "
    "(Debian, Ubuntu: apt-get install poppler-utils; macOS: brew install poppler).",
)
POSTGRESQL = Need(
    probe=[str(VENV_PYTHON), ".ci/with_postgres.py", "true"],
    packages=["postgresql"],
    advice="Tests need PostgreSQL and none starts: install version 14 or newer (Debian, Ubuntu: "
    "apt-get install postgresql); `.venv/bin/python .ci/with_postgres.py true` says why.",
)
NEEDS = {"demo": [PANGO], "test": [PANGO, PLAYWRIGHT, CHROMIUM, POPPLER, POSTGRESQL]}


def meet_needs(needs: list[Need]) -> None:
    """Install what is missing where we may; raises SetupError naming what still is."""
    lacking = []
    for need in needs:
        if succeeds(need.probe):
            continue
        apt_install(need.packages)
        if not succeeds(need.probe):
            lacking.append(need.advice)
    if lacking:
        raise SetupError(" ".join(lacking))


def set_up(level: str) -> None:
    """Everything of `level`, in order; one set-up at a time in one checkout."""
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    started = time.monotonic()
    with (var / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)
        make_virtual_environment()
        install_packages(level)
        run([str(VENV_PYTHON), "-m", "strategy_tracker.assets"], "The assets were not made.")
        meet_needs(NEEDS[level])
    say(f"Set-up is ready ({time.monotonic() - started:.0f} s).")


def main(arguments: list[str]) -> int:
    if arguments not in (["demo"], ["test"]):
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this picks the Python
        print(f"Python 3.11 or newer is needed; {sys.executable} is older.", file=sys.stderr)
        return 1
    try:
        set_up(arguments[0])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
