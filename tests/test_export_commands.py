"""export_paper and export_data: the right file, or one line that says what is wrong."""

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.services import draft_paper, publish_paper
from tests import factories
from tests.paper_rows import Rows, full_rows, rows

pytestmark = pytest.mark.django_db
LAYOUT = "progress-table"


def export_paper(made: Rows, output: Path, **options: Any) -> str:
    out = io.StringIO()
    given = {"trust": made.trust.code, "period": "Quarter 2", "layout": LAYOUT, "output": output}
    call_command("export_paper", stdout=out, **(given | options))
    return out.getvalue()


def export_data(made: Rows, output: Path, **options: Any) -> str:
    out = io.StringIO()
    given = {"trust": made.trust.code, "output": output}
    call_command("export_data", stdout=out, **(given | options))
    return out.getvalue()


def test_a_pdf_is_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    made = full_rows(2)
    file = tmp_path / "new" / "paper.pdf"
    told = export_paper(made, file)
    assert str(file) in told and "(draft)" in told
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert "Words 1" in text and "DRAFT" in text


def test_html_and_json_are_written_too(tmp_path: Path) -> None:
    made = full_rows(1)
    export_paper(made, tmp_path / "a.html", format="html", layout="quarterly-progress")
    assert "Words 0" in (tmp_path / "a.html").read_text()
    export_paper(made, tmp_path / "a.json", format="json")
    assert json.loads((tmp_path / "a.json").read_text())["schema"] == "strategy-tracker/paper/2"


def test_what_was_published_is_exported_and_not_the_live_data(tmp_path: Path) -> None:
    made = rows(actions=1)
    publish_paper(paper=draft_paper(period=made.period, layout=LAYOUT, by=None), by=None)
    made.actions[0].title = "Renamed since"
    made.actions[0].save()
    told = export_paper(made, tmp_path / "a.json", format="json")
    assert "(published, version 1)" in told
    assert "Renamed since" not in (tmp_path / "a.json").read_text()


def test_codes_titles_and_labels_are_found_in_any_case(tmp_path: Path) -> None:
    made = rows()
    export_paper(
        made,
        tmp_path / "a.json",
        format="json",
        trust=made.trust.code.lower(),
        strategy=made.strategy.title.upper(),
        period="quarter 2",
    )
    assert (tmp_path / "a.json").exists()


def test_an_unknown_trust_lists_what_there_is(tmp_path: Path) -> None:
    made = rows()
    with pytest.raises(CommandError, match=rf"no trust with the code “NONE”.*{made.trust.code}"):
        export_paper(made, tmp_path / "a", trust="NONE")


def test_an_unknown_strategy_or_period_lists_what_there_is(tmp_path: Path) -> None:
    made = rows()
    with pytest.raises(CommandError, match=rf"no strategy called “X”. It has: “{made.strategy}”"):
        export_paper(made, tmp_path / "a", strategy="X")
    with pytest.raises(
        CommandError, match=r"no period called “Q9”. It has: “Quarter 1”, “Quarter 2”"
    ):
        export_paper(made, tmp_path / "a", period="Q9")


def test_of_several_strategies_one_must_be_named(tmp_path: Path) -> None:
    made = rows()
    other = factories.strategy(made.trust, title="Another plan")
    with pytest.raises(CommandError, match="several strategies"):
        export_paper(made, tmp_path / "a")
    other.is_archived = True
    other.save()
    assert export_paper(made, tmp_path / "a.pdf")


def test_a_trust_or_strategy_without_anything_says_what_to_do(tmp_path: Path) -> None:
    made = rows()
    empty = factories.trust()
    with pytest.raises(CommandError, match="has no strategy yet"):
        export_paper(made, tmp_path / "a", trust=empty.code)
    factories.strategy(empty)
    with pytest.raises(CommandError, match="no period called “Quarter 2”: open one first"):
        export_paper(made, tmp_path / "a", trust=empty.code)
    with pytest.raises(CommandError, match=r"has no period: open one first"):
        export_data(made, tmp_path / "a", trust=empty.code)


def test_a_file_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="could not be written"):
        export_paper(rows(), tmp_path / "file" / "a.json", format="json")


def test_data_are_of_the_open_period_unless_another_is_named(tmp_path: Path) -> None:
    made = full_rows(1)
    export_data(made, tmp_path / "now.json")
    export_data(made, tmp_path / "then.json", period="Quarter 1")
    now, then = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("now", "then"))
    assert (now["period"], then["period"]) == ("Quarter 2", "Quarter 1")
    assert now["actions"][0]["narratives"] == {"Comments": "Words 0"}
    assert then["actions"][0]["narratives"] == {"Comments": "Earlier words"}


def test_without_an_open_period_data_are_of_the_latest(tmp_path: Path) -> None:
    made = rows()
    made.period.status, made.period.closed_at = "closed", factories.NOON
    made.period.save()
    factories.period(made.strategy, status="planned", label="Quarter 3")
    export_data(made, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["period"] == "Quarter 2"
