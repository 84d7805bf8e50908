"""Reads a stranger's file in a process of its own, which may use so much memory and time.

The web process and the worker never parse a file: what a file of 5 kB can ask of a parser is
51 GB, and what a fault in a parser can do is anything. The process is started for one file,
knows neither the database nor a secret, and is killed with whatever it started when its time
is over. What comes back is data (data.py) that is checked before it is used.
"""

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from typing import IO

from django.conf import settings

from strategy_tracker.imports.read.archive import Refused, check_size
from strategy_tracker.imports.read.data import NotAWorkbook, unpack
from strategy_tracker.imports.read.limits import Limits
from strategy_tracker.imports.read.sheet import Workbook
from strategy_tracker.imports.time_limit import TookTooLong

_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from strategy_tracker.imports.read.sandbox_child import main; main()"
)
logger = logging.getLogger(__name__)

# What the process is told of its surroundings; not where the database is, nor any secret.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
# Its first byte says what the rest of an answer is.
READ, REFUSED = b"W", b"R"


@dataclass(frozen=True)
class Reading:
    """What a file held, and the same as it is kept."""

    workbook: Workbook
    packed: bytes


def limits() -> Limits:
    """What the settings let a workbook cost."""
    return Limits(
        file=settings.IMPORT_MAX_BYTES,
        unzipped=settings.IMPORT_MAX_UNZIPPED_BYTES,
        cells=settings.IMPORT_MAX_CELLS,
        memory=settings.IMPORT_MEMORY_MB * 1024 * 1024,
        seconds=settings.IMPORT_SECONDS,
    )


def read_apart(data: bytes, file_name: str, *, seconds: float | None = None) -> Reading:
    """What the file holds, read in a process of its own.

    It takes `seconds` at most, by default as long as the settings let it. Raises Refused with
    a sentence; TookTooLong when only the time was too short.
    """
    most = limits()
    check_size(data, most.file)
    seconds = min(seconds or most.seconds, most.seconds)
    try:
        answer, status = _run(data, file_name, most, seconds)
    except OSError as error:
        logger.exception("No process could be started to read a workbook.")
        raise Refused(
            "The workbook could not be read just now, because the server is short of room. "
            "Nothing was kept. Try again in a few minutes; if it happens again, tell whoever runs "
            "this system."
        ) from error
    if status is None or status == -getattr(signal, "SIGXCPU", 0):
        raise TookTooLong(
            f"The workbook takes longer to read than the {most.seconds:.0f} seconds that it may. "
            "Copy the sheets that matter into a new workbook and try again."
        )
    kind, rest = answer[:1], answer[1:]
    if kind == REFUSED and status == 0:
        raise Refused(rest.decode("utf-8", "replace"))
    if kind != READ or status != 0:
        raise Refused(
            f"The workbook needs more memory to be read than the {settings.IMPORT_MEMORY_MB:,} MB "
            "that it may, or is damaged. Copy the sheets that matter into a new workbook and try "
            "again."
        )
    try:
        return Reading(unpack(rest, most.result), rest)
    except NotAWorkbook as error:
        raise Refused(
            "The workbook could not be read: it holds more words than can be taken in, or is "
            "damaged. Copy the sheets that matter into a new workbook and try again."
        ) from error


def _run(data: bytes, file_name: str, most: Limits, seconds: float) -> tuple[bytes, int | None]:
    """The answer of the process, and how it ended: None when its time was over."""
    wanted = json.dumps({"file_name": file_name, "limits": asdict(most)}).encode()
    # A file has no end that could wait for the other, as the two ends of a pipe would.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(len(wanted).to_bytes(4, "big") + wanted + data)
        given.seek(0)
        process = _start(given, answer)
        try:
            status = _wait(process, seconds)
        finally:
            _end(process)
        answer.seek(0)
        return answer.read(most.result), status


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    """How the process ended; None when it is still at work after so many seconds."""
    descriptor = _descriptor_of(process)
    if descriptor is not None:
        # Told at once, where Popen would look now and then, and before its number is free again.
        try:
            waiting = select.poll()
            waiting.register(descriptor, select.POLLIN)
            if not waiting.poll(seconds * 1000):
                return None
        finally:
            os.close(descriptor)
        _end(process)
        return process.returncode
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None


def _descriptor_of(process: "subprocess.Popen[bytes]") -> int | None:
    """By which its end is told; None where the system has no such thing, or does not give it."""
    try:
        return os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return None


def _start(given: IO[bytes], answer: IO[bytes]) -> "subprocess.Popen[bytes]":
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return subprocess.Popen(
        # -I: nothing of the environment or of the folder it is in decides what it loads.
        [sys.executable, "-I", "-X", "utf8", "-c", _CHILD, str(settings.BASE_DIR)],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=tempfile.gettempdir(),
        # Of a group of its own, so that it is ended with whatever it may have started.
        start_new_session=True,
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process with all of its group; one that has ended keeps how it did."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
