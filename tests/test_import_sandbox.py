"""A stranger's file is read in a process of its own, and never in the one that serves pages."""

import json
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.background import progress as signs
from strategy_tracker.background import worker as workers
from strategy_tracker.imports import services, tasks
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read import sandbox
from strategy_tracker.imports.read import workbook as reading
from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.data import NotAWorkbook, pack, unpack
from strategy_tracker.imports.read.limits import Limits
from strategy_tracker.imports.read.sandbox import read_apart
from strategy_tracker.imports.read.sheet import Area, Looks, PartFacts, Sheet, Workbook
from tests import factories
from tests.test_import_background import PLAN, silence, work
from tests.workbooks.samples import ACTIONS, repacked, workbook

SMALL = workbook({"Plan": ACTIONS})
BOMB = repacked(
    SMALL,
    {
        "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        b'main" count="1" uniqueCount="2147483648"><si><t>Objective</t></si></sst>'
    },
)


def answer_of(monkeypatch: pytest.MonkeyPatch, code: str) -> str:
    """What is told of a process that does this instead of reading."""
    monkeypatch.setattr(sandbox, "_CHILD", f"import sys, os, json; {code}")
    with pytest.raises(Refused) as caught:
        read_apart(SMALL, "plan.xlsx", seconds=2)
    return str(caught.value)


def tell(text: str) -> str:
    """Code that answers with the text that this gives."""
    return f"sys.stdout.buffer.write(b'R' + str({text}).encode())"


# The process


def test_a_small_file_that_asks_for_51_gb_is_refused_and_kills_nothing() -> None:
    assert len(BOMB) < 8_000
    with pytest.raises(Refused, match="needs more memory to be read than the 1,024 MB"):
        read_apart(BOMB, "plan.xlsx")


def test_nothing_is_parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: Any) -> None:
        raise AssertionError("It was parsed in this process.")

    monkeypatch.setattr(reading, "_read", parse)
    assert read_apart(SMALL, "plan.xlsx").workbook.sheets[0].title == "Plan"


def test_what_is_read_apart_is_what_is_read_here() -> None:
    for name in ("plan.xlsx", "odd \u2028 “name”.xlsx", "../../etc/passwd.xlsx"):
        assert read_apart(SMALL, name).workbook == reading.read_workbook(SMALL, name)


def test_the_process_knows_no_secret_and_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    told = answer_of(monkeypatch, tell("sorted(os.environ)"))
    assert not {"SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"} & set(
        re.findall(r"\w+", told)
    )
    held = answer_of(monkeypatch, tell("sorted(os.listdir('/proc/self/fd'))"))
    # Input, answer, errors, and the folder that is being listed.
    assert len(re.findall(r"\d+", held)) <= 4


def test_the_process_is_held_to_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = (
        "sys.path.insert(0, sys.argv[1]); import resource; "
        "from strategy_tracker.imports.read import sandbox_child; "
        "from strategy_tracker.imports.read.limits import Limits; sandbox_child._limit(Limits()); "
    )
    names = "(resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)"
    told = answer_of(monkeypatch, limited + tell(f"[resource.getrlimit(n)[1] for n in {names}]"))
    assert json.loads(told) == [Limits().memory, 121, 0]


def test_it_loads_neither_django_nor_what_a_small_file_does_not_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Loading is nearly all that a small file costs."""
    loads = (
        "sys.path.insert(0, sys.argv[1]); import strategy_tracker.imports.read.sandbox_child; "
        "import strategy_tracker.imports.read.formats.xlsx; "
    )
    heavy = "{'django', 'openpyxl', 'numpy', 'xlrd', 'asyncio', 'pandas'}"
    assert answer_of(monkeypatch, loads + tell(f"{heavy} & set(sys.modules)")) == "set()"


def test_one_that_takes_too_long_is_killed_with_whatever_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pids"
    started = (
        "import subprocess, time; p = subprocess.Popen([sys.executable, '-c', 'import time; "
        f"time.sleep(60)']); open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{p.pid}}'); "
        "time.sleep(60)"
    )
    begun = time.monotonic()
    assert "takes longer to read" in answer_of(monkeypatch, started)
    assert time.monotonic() - begun < 20
    for pid in note.read_text().split():
        for _ in range(100):
            if not is_alive(int(pid)):
                break
            time.sleep(0.05)
        assert not is_alive(int(pid))


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.parametrize(
    "code",
    [
        "os.abort()",
        "os.kill(os.getpid(), 11)",
        "sys.exit(3)",
        "None",
        "sys.stdout.buffer.write(b'W')",
        "sys.stdout.buffer.write(b'Wnonsense')",
        "sys.stdout.buffer.write(b'Xnonsense')",
        "import zlib; sys.stdout.buffer.write(b'W' + zlib.compress(b'[' * 100000))",
        "import zlib; sys.stdout.buffer.write(b'W' + zlib.compress(b'{\"version\": 1}'))",
        "import pickle; sys.stdout.buffer.write(b'W' + pickle.dumps(sys.version_info))",
    ],
)
def test_whatever_becomes_of_it_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    said = answer_of(monkeypatch, code)
    assert said.startswith("The workbook ") and said.endswith("try again.")


def test_where_no_process_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(Refused, match="short of room"):
        read_apart(SMALL, "plan.xlsx")


def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', "
        "'import sys, time; sys.path.insert(0, sys.argv[1]); "
        "from strategy_tracker.imports.read.sandbox_child import _end_with_parent; "
        "_end_with_parent(); time.sleep(60)', sys.argv[1]]); import time; time.sleep(2); "
        "print(p.pid, flush=True)"
    )
    import subprocess

    told = subprocess.run(
        [sys.executable, "-c", code, str(Path.cwd())], capture_output=True, text=True, check=True
    )
    pid = int(told.stdout)
    for _ in range(100):
        if not is_alive(pid):
            break
        time.sleep(0.1)
    assert not is_alive(pid)


# What comes back


EVERYTHING = Workbook(
    "plan.xlsx",
    [
        Sheet(
            "Plan é😀",
            [
                ["a", 1, 1.5, True],
                [date(2024, 1, 31), datetime(2024, 1, 31, 9, 30), time_of_day(9, 30), ""],  # noqa: DTZ001
                [timedelta(hours=30), "{}", "line\nline", -1],
            ],
            PartFacts({"B1"}, ["C1"], ["D1"], ["A2"], ["1 cell is far away."]),
            Looks(
                [Area(0, 0, 1, 1)], {(0, 0): "FFC000", (1, 2): "00FF00"}, {(0, 1)},
                {(0, 0): "**a**"}, {(2, 2): "A note"}, {1}, {2}, {0: 12.5}, ["A sentence."],
                {(0, 1): "FF0000"}, {(0, 1): "R 01"}, {(1, 1): "was this"}, {1},
            ),
        ),
        Sheet("Empty", []),
        Sheet("Hidden", [["x"]], is_hidden=True),
    ],
)  # fmt: skip


def test_what_is_packed_comes_back_the_same() -> None:
    again = unpack(pack(EVERYTHING), 1_000_000)
    assert again == EVERYTHING
    assert [type(value) for row in again.sheets[0].rows for value in row] == [
        type(value) for row in EVERYTHING.sheets[0].rows for value in row
    ]


def test_what_no_database_holds_is_left_out() -> None:
    sheet = Sheet("a\x00\ud800", [["x"]], looks=Looks(comments={(0, 0): "b\x00\udfff"}))
    again = unpack(pack(Workbook("c\ud800.xlsx", [sheet])), 1_000_000)
    assert again.file_name == "c?.xlsx"
    assert (again.sheets[0].title, again.sheets[0].looks.comments) == ("a?", {(0, 0): "b?"})


def test_what_is_larger_than_it_may_be_is_not_unpacked() -> None:
    with pytest.raises(NotAWorkbook, match="longer"):
        unpack(pack(EVERYTHING), 100)


def test_a_sheet_of_many_columns_is_read_as_far_as_plans_go() -> None:
    data = (",".join(f"Heading {n}" for n in range(100_000)) + "\n" + "x," * 100_000).encode()
    [sheet] = read_apart(data, "wide.csv").workbook.sheets
    assert max(map(len, sheet.rows)) == 1_000
    assert "beyond column ALL and were not read: it has 100,000 columns" in sheet.facts.left_out[0]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"a,b,c,d\n" * 475_000, "plan.csv", "1,900,000 cells with something in them"),
        (workbook({f"Sheet {n}": [["a"]] for n in range(301)}), "plan.xlsx", "has 301 sheets"),
    ],
)
def test_more_than_can_be_recognised_is_refused(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_apart(data, name)


def test_a_small_file_that_becomes_very_much_is_refused(settings: Any) -> None:
    settings.IMPORT_MEMORY_MB = 150
    cells = b'<c t="inlineStr"><is><t>abcdefghij</t></is></c>' * 8
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cells) for n in range(1, 40_000))
    content = zipfile.ZipFile(BytesIO(SMALL)).read("xl/worksheets/sheet1.xml")
    start, end = content.index(b"<sheetData>") + 11, content.index(b"</sheetData>")
    data = repacked(SMALL, {"xl/worksheets/sheet1.xml": content[:start] + rows + content[end:]})
    with pytest.raises(Refused, match="memory to be read than the 150 MB"):
        read_apart(data, "plan.xlsx")


# In the pages


@pytest.fixture
def trust(db: None) -> Trust:
    return factories.trust()


@pytest.fixture
def signed_in(client: Client, trust: Trust) -> Client:
    client.force_login(factories.member(trust, Role.GOVERNANCE).user)
    return client


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """A worker that says it is there, and no time to read anything in a request."""
    settings.IMPORT_SECONDS_IN_REQUEST = 0.001
    with workers.being_a_worker():
        yield


def upload(client: Client, trust: Trust, data: bytes, name: str = "plan.xlsx") -> Any:
    wanted = {"new_strategy": "Kinder", "period": "Q1 2024/25"}
    wanted |= {"file": SimpleUploadedFile(name, data)}  # type: ignore[dict-item]
    return client.post(reverse("import_upload", args=[trust.code]), wanted)


def address(name: str, run: ImportRun) -> str:
    return reverse(name, args=[run.trust.code, run.pk])


def test_the_upload_of_such_a_file_is_told_in_a_sentence(signed_in: Client, trust: Trust) -> None:
    response = upload(signed_in, trust, BOMB)
    assert response.status_code == 422 and "needs more memory" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_no_step_of_the_wizard_reads_the_file_again(
    signed_in: Client, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(signed_in, trust, workbook(PLAN))
    run = ImportRun.objects.get()

    def parse(*_: Any, **__: Any) -> None:
        raise AssertionError("The file was read again.")

    monkeypatch.setattr(services, "read_apart", parse)
    for name in ("import_sheets", "import_match", "import_preview"):
        assert signed_in.get(address(name, run)).status_code == 200
    services.refresh_run(run=run, choices=Choices(), by=None)
    assert signed_in.post(address("import_apply", run), {"guess": "yes"}).status_code == 302
    run.refresh_from_db()
    assert run.status == "applied" and run.file is None and run.reading is None


def test_what_was_kept_by_an_older_version_is_read_from_the_file(trust: Trust) -> None:
    run = services.upload_run(data=SMALL, file_name="plan.xlsx", trust=trust, by=None)
    for kept in (None, b"of another version"):
        run.reading = kept
        run.save()
        found = services.workbook_of(ImportRun.objects.get(pk=run.pk))
        assert found.sheets[0].title == "Plan"


@pytest.mark.usefixtures("worker")
def test_what_takes_long_is_read_by_the_worker_and_shown_on_the_way(
    signed_in: Client, trust: Trust
) -> None:
    response = upload(signed_in, trust, workbook(PLAN))
    run = ImportRun.objects.get()
    assert run.status == "reading"
    assert response["Location"] == address("import_progress", run) + "?then=import_sheets"
    page = signed_in.get(response["Location"]).content.decode()
    assert "Reading the workbook" in page and "Throw it away" in page
    assert "Being read" in signed_in.get(reverse("import_list", args=[trust.code])).content.decode()
    told = signed_in.get(response["Location"], headers={"accept": "application/json"}).json()
    assert told["is_under_way"] and told["stage"] == "Waiting"
    for name in ("import_sheets", "import_match", "import_preview", "import_apply", "import_undo"):
        assert signed_in.get(address(name, run))["Location"] == address("import_progress", run)
    work()
    assert signed_in.get(response["Location"])["Location"] == address("import_sheets", run)
    run.refresh_from_db()
    assert run.status == "previewed" and run.summary["counts"]["action"]["new"] == 3

    # And so is what was said of it.
    sent = {"do": "check", "digest": run.summary["digest"], "new_strategy": "Kindest", "period": ""}
    response = signed_in.post(address("import_match", run), sent)
    assert response["Location"] == address("import_progress", run) + "?then=import_preview"
    work()
    run.refresh_from_db()
    assert (run.status, run.strategy_title) == ("previewed", "Kindest")
    assert signed_in.get(response["Location"])["Location"] == address("import_preview", run)


@pytest.mark.usefixtures("worker")
def test_what_the_worker_refuses_says_why_and_is_not_kept(signed_in: Client, trust: Trust) -> None:
    response = upload(signed_in, trust, BOMB)
    work()
    run = ImportRun.objects.get()
    assert (run.status, run.file, run.reading) == ("refused", None, None)
    page = signed_in.get(response["Location"], follow=True).content.decode()
    assert "could not be read" in page and "needs more memory" in page
    listed = signed_in.get(reverse("import_list", args=[trust.code])).content.decode()
    assert "needs more memory" in listed


@pytest.mark.usefixtures("worker")
def test_what_is_thrown_away_while_it_is_read_is_gone(signed_in: Client, trust: Trust) -> None:
    upload(signed_in, trust, SMALL)
    run = ImportRun.objects.get()
    signed_in.post(address("import_discard", run))
    work()
    run.refresh_from_db()
    assert (run.status, run.file) == ("discarded", None)


@pytest.mark.usefixtures("worker")
def test_a_file_whose_reader_died_is_read_again_and_refused_at_last(
    signed_in: Client, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(signed_in, trust, SMALL)
    run = ImportRun.objects.get()
    for tries in (2, 3):
        DBTaskResult.objects.get(status="READY").claim("killed")
        with monkeypatch.context() as patch:
            patch.setattr(signs, "LOST", -1)
            tasks.give_back_all_lost()
        run.refresh_from_db()
        assert (run.status, run.summary["tries"]) == ("reading", tries)
    DBTaskResult.objects.get(status="READY").claim("killed")
    silence(monkeypatch)
    assert signed_in.get(address("import_progress", run))["Location"] == address(
        "import_preview", run
    )
    run.refresh_from_db()
    assert run.status == "refused" and "Upload the workbook again" in run.summary["refused"]
    assert not DBTaskResult.objects.exclude(status="FAILED").exists()


def test_where_there_is_no_worker_it_is_read_at_once_however_long_it_takes(
    signed_in: Client, trust: Trust, settings: Any
) -> None:
    settings.IMPORT_SECONDS_IN_REQUEST = 0.001
    assert upload(signed_in, trust, SMALL).status_code == 302
    assert ImportRun.objects.get().status == "previewed"
