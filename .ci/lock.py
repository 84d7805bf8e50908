"""Compile requirements*.in into lock files: hashes, every platform, no index address.

    .venv/bin/python .ci/lock.py [--upgrade]

Started by `make lock`. Versions already locked stay unless `--upgrade` is given. uv is put
into `.venv` for it; nothing else needs uv.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]
# Tests run on the very versions that the product is locked to.
LOCKS = {
    "requirements": [],
    "requirements-dev": ["--constraint=requirements.txt"],
    "requirements-assets": ["--no-deps"],
}


def main(extra: list[str]) -> int:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uv"], cwd=ROOT, check=True)
    uv = str(Path(sys.executable).parent / "uv")
    for name, options in LOCKS.items():
        files = [f"{name}.in", f"--output-file={name}.txt"]
        command = [uv, "pip", "compile", *OPTIONS, *options, *extra, *files]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"Wrote {name}.txt", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
