"""What runs in the process that reads one file (sandbox.py): file in, data or a sentence out.

Django is not loaded here, and the database not known.
"""

import gc
import json
import os
import sys
import threading
import time

from strategy_tracker.imports.read.archive import Refused, damaged
from strategy_tracker.imports.read.data import pack
from strategy_tracker.imports.read.limits import Limits
from strategy_tracker.imports.read.workbook import read_workbook

READ, REFUSED = b"W", b"R"
# What an answer to be written may have: a compressed workbook is far smaller.
_ANSWER = 256 * 1024 * 1024


def main() -> None:
    """Read what stands in standard input, and write the answer to standard output."""
    given = sys.stdin.buffer
    wanted = json.loads(given.read(int.from_bytes(given.read(4), "big")))
    limits = Limits(**wanted["limits"])
    _end_with_parent()
    _limit(limits)
    # It ends before circles of objects could matter, and looking for them takes time.
    gc.disable()
    data = given.read()
    try:
        answer = answer_to(data, wanted["file_name"], limits)
    except MemoryError:
        # The parent has the sentence for it, as for the memory that a library asks for in vain.
        os._exit(3)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    # Taking millions of values down one by one would cost as much as reading them.
    os._exit(0)


def answer_to(data: bytes, file_name: str, limits: Limits) -> bytes:
    """What the file holds, packed, or the sentence that refuses it. Raises MemoryError."""
    try:
        return READ + pack(read_workbook(data, file_name, limits))
    except Refused as refusal:
        return REFUSED + str(refusal).encode()
    except MemoryError:
        raise
    except Exception:
        return REFUSED + damaged().encode()


def _limit(limits: Limits) -> None:
    """Let the system hold this process to its limits, as far as the system knows them."""
    try:
        import resource
    except ImportError:  # Windows has none: there only the parent's clock holds
        return
    seconds = int(limits.seconds) + 1
    wanted = {
        "RLIMIT_AS": limits.memory,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": _ANSWER,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    for name, most in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        try:
            _, hard = resource.getrlimit(kind)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # as on macOS, which knows RLIMIT_AS and refuses it
            continue


def _end_with_parent() -> None:
    """Stop when whoever started this process is gone."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(4)

    threading.Thread(target=look, daemon=True).start()
