"""Find the Chromium that browser tests and benchmarks drive, and the Node.js beside it.

`python -m tests.browsers` prints it, and exits 1 when none can be driven.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Error, Locator, sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"]
MACOS_APP = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# How many pixels a page is wider than its window.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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


def candidates() -> Iterator[str]:
    """Paths to try, the best first: CHROMIUM, the system's, the one that Playwright fetched."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return
    yield from (found for name in NAMES if (found := shutil.which(name)))
    yield MACOS_APP
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def find_chromium() -> str:
    """The path of a Chromium that starts.

    Raises LookupError when there is none; `make test` installs one where it may.
    """
    for path in candidates():
        if starts(path):
            return path
    raise LookupError("No Chromium found: run `make test` once, or set CHROMIUM to its path.")


def find_node() -> str:
    """The path of the Node.js that comes with Playwright, which set-up has seen working."""
    node, _ = compute_driver_executable()
    return node


def go_by(target: Locator) -> None:
    """Click what leads to another page, and wait until that page is there.

    To wait for a load after the click is not enough: the page left behind is loaded already.
    """
    with target.page.expect_navigation():
        target.click()


def main() -> str | None:
    """Open and close the browser as the tests will; gives what is wrong, or None."""
    try:
        path = find_chromium()
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=path, args=ARGUMENTS).close()
    except (LookupError, Error) as error:
        return str(error)
    print(path)
    return None


if __name__ == "__main__":
    sys.exit(main())
