"""Find the Chromium that browser tests and benchmarks drive.

`python -m tests.browsers` prints it, and exits 1 when there is none that starts.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"]
MACOS_APP = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Run as root and in a closed network: no sandbox, nothing fetched in the background.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]


def starts(path: str) -> bool:
    """Whether the program at `path` runs; on some systems it only says where to get it."""
    try:
        result = subprocess.run(
            [path, "--version"], check=False, capture_output=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return False
    return result.returncode == 0


def candidates() -> list[str]:
    """Paths to try, the best first: CHROMIUM, the system's, the one that Playwright fetched."""
    if named := os.environ.get("CHROMIUM"):
        return [named]
    on_path = [found for name in NAMES if (found := shutil.which(name))]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
    return [path for path in [*on_path, MACOS_APP, fetched] if Path(path).exists()]


def find_chromium() -> str:
    """The path of a Chromium that starts.

    Raises LookupError when there is none; `make test` installs one where it may.
    """
    for path in candidates():
        if starts(path):
            return path
    raise LookupError("No Chromium found: run `make test` once, or set CHROMIUM to its path.")


if __name__ == "__main__":
    try:
        print(find_chromium())
    except LookupError as error:
        sys.exit(str(error))
