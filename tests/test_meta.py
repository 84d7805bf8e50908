"""Rules that every model and every file of the project keeps, checked over all of them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.models import AuditEvent, Trust, User
from strategy_tracker.sign_up.models import SignUpRequest
from tests import factories

OUR_APPS = {"accounts", "objectives", "ambitions", "risks", "reports", "imports", "sign_up"}
# Written once and never changed: a row of it is history itself. And what is deleted with whoever
# asked, who is nobody's user yet.
KEEPS_NO_HISTORY = {AuditEvent, SignUpRequest}
ROOT = Path(settings.BASE_DIR)
SOURCE_FOLDERS = ("strategy_tracker", "objectives", "ambitions", "risks", "reports")


def our_models() -> list[type[models.Model]]:
    """Every model of ours, less the copies that history keeps and join tables."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS and not _is_kept_by_history(model)
    ]


def _is_kept_by_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_object") or model.__name__.startswith("Historical")


def each_model(base: type[models.Model] = models.Model) -> list[Any]:
    return [
        pytest.param(model, id=model.__name__) for model in our_models() if issubclass(model, base)
    ]


def test_the_walk_over_models_finds_those_of_every_app() -> None:
    assert {model._meta.app_label for model in our_models()} == OUR_APPS
    assert len(our_models()) >= 36


# Models


@pytest.mark.django_db
@pytest.mark.parametrize("model", each_model())
def test_every_model_has_a_factory_that_makes_valid_rows(model: type[models.Model]) -> None:
    row = factories.FACTORIES[model]()
    row.full_clean()
    assert model._default_manager.get(pk=row.pk) == row
    assert factories.FACTORIES[model]().pk != row.pk


def test_no_factory_is_of_a_model_that_is_gone() -> None:
    assert set(factories.FACTORIES) == set(our_models())


@pytest.mark.django_db
@pytest.mark.parametrize("model", each_model())
def test_every_model_keeps_its_history(model: type[models.Model]) -> None:
    if model in KEEPS_NO_HISTORY:
        assert not hasattr(model, "history")
        return
    row = factories.FACTORIES[model]()
    assert [version.history_type for version in row.history.all()] == ["+"]
    key = row.pk
    row.delete()
    history: Any = model.history  # type: ignore[attr-defined]
    assert history.filter(id=key, history_type="-").count() == 1


def test_history_keeps_no_password() -> None:
    kept = {field.name for field in User.history.model._meta.get_fields()}
    assert "password" not in kept
    assert "email" in kept


@pytest.mark.parametrize("model", each_model())
def test_every_model_belongs_to_a_trust_or_is_known_not_to(model: type[models.Model]) -> None:
    assert issubclass(model, TrustRecord) or model in (User, Trust, SignUpRequest)


@pytest.mark.django_db
@pytest.mark.parametrize("model", each_model(TrustRecord))
def test_every_row_is_reached_from_its_trust_and_from_no_other(model: type[TrustRecord]) -> None:
    row = factories.FACTORIES[model]()
    other = factories.FACTORIES[model]()
    trust = Trust.objects.get(pk=row.owner_trust_id)
    assert list(model.objects.for_trust(trust)) == [row]
    assert other.owner_trust_id not in (None, trust.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("model", each_model())
def test_every_row_says_what_it_is(model: type[models.Model]) -> None:
    text = str(factories.FACTORIES[model]())
    assert text.strip()
    assert " object (" not in text
    assert "None" not in text.replace("None to", "")


# When and by whom


def pairs_of(model: type[models.Model]) -> set[str]:
    """What happens to a row, by the fields that say when or by whom: {"closed", "opened"}."""
    users = get_user_model()
    return {
        field.name.removesuffix("_at").removesuffix("_by")
        for field in model._meta.concrete_fields
        if (field.name.endswith("_at") and isinstance(field, models.DateTimeField))
        or (field.name.endswith("_by") and field.related_model is users)
    }


def each_pair() -> list[Any]:
    return [
        pytest.param(model, verb, id=f"{model.__name__}.{verb}")
        for model in our_models()
        for verb in sorted(pairs_of(model))
    ]


@pytest.mark.parametrize(("model", "verb"), each_pair())
def test_when_and_by_whom_are_two_fields(model: type[models.Model], verb: str) -> None:
    names = {field.name for field in model._meta.concrete_fields}
    assert {f"{verb}_at", f"{verb}_by"} <= names


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "verb"), each_pair())
def test_by_whom_without_when_is_refused_by_the_database(
    model: type[models.Model], verb: str
) -> None:
    """The other way about, nobody at a known time, is what a command does."""
    row = factories.FACTORIES[model]()
    setattr(row, f"{verb}_at", None)
    setattr(row, f"{verb}_by", factories.user())
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save_base(raw=True)


# Files

# Django's bulk writes pass history by, and a row's own delete() does not say who did it.
BULK_WRITES = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}
MAKES_BY_MANAGER = {"create", "get_or_create", "update_or_create"}
MAY_WRITE_IN_BULK = {"strategy_tracker/accounts/bulk.py"}
# The second takes the demo away with its history, so that it can be told again.
MAY_DELETE = {"strategy_tracker/accounts/saving.py", "strategy_tracker/demo/remove.py"}
READS_ROWS = {"objects", "filter", "exclude", "all", "for_trust", "_base_manager"}


def our_files() -> list[Path]:
    return [
        path
        for folder in SOURCE_FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def names_in_chain(node: ast.AST) -> set[str]:
    """The names along `Model.objects.filter(…).update`, whatever the arguments."""
    names = set()
    while True:
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return names | {node.id}
        else:
            return names


def is_banned(call: ast.Call, file: str) -> bool:
    """Whether the call writes rows past history.

    `update` with keywords alone is a queryset's: a dict can be written `values |= {…}`.
    """
    if not isinstance(call.func, ast.Attribute):
        return False
    name, chain = call.func.attr, names_in_chain(call.func.value)
    if name in BULK_WRITES:
        return file not in MAY_WRITE_IN_BULK
    if name in ("delete", "adelete"):
        # A file of the storage is no row.
        return file not in MAY_DELETE and "default_storage" not in chain
    if name in ("update", "aupdate"):
        return bool(READS_ROWS & chain) or not call.args
    return name in MAKES_BY_MANAGER and "objects" in chain


def banned_calls(source: str, file: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and is_banned(node, file):
            yield f"{file}:{node.lineno}: {ast.unparse(node)[:80]}"


def test_no_file_writes_rows_past_history() -> None:
    """Write by strategy_tracker.accounts.saving, or in bulk by strategy_tracker.accounts.bulk."""
    found = [
        line
        for path in our_files()
        for line in banned_calls(path.read_text(), path.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "banned"),
    [
        ("Risk.objects.update(title='x')", True),
        ("Risk.objects.filter(pk=1).update(**values)", True),
        ("rows = risk.scores.all()\nrows.update(score=1)", True),
        ("Risk.objects.filter(pk=1).delete()", True),
        ("risk.delete()", True),
        ("default_storage.delete(name)", False),
        ("Risk.objects.bulk_create(rows)", True),
        ("manager.bulk_update(rows, ['title'])", True),
        ("Risk.objects.create(title='x')", True),
        ("Risk.objects.for_trust(trust).get_or_create(title='x')", True),
        ("values.update({'a': 1})", False),
        ("digest.update(content)", False),
        ("delete(risk, by=user)", False),
        ("Risk.objects.filter(pk=1)", False),
    ],
)
def test_the_search_for_writes_past_history_finds_them(source: str, banned: bool) -> None:
    assert bool(list(banned_calls(source, "risks/services.py"))) is banned


def test_a_row_is_written_only_by_services() -> None:
    """Models keep no rules in save(), and nothing listens behind a service's back."""
    found = []
    for path in our_files():
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
                if "models" in path.as_posix() and "save" in methods:
                    found.append(f"{path}: {node.name}.save")
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                found.append(f"{path}: signals")
    assert found == []


@pytest.mark.parametrize("folder", SOURCE_FOLDERS)
def test_every_service_takes_its_author_by_name(folder: str) -> None:
    """`by=` is keyword-only on every public function of every services.py."""
    for path in (ROOT / folder).rglob("services.py"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list):
                continue
            assert not node.args.args, f"{path}: {node.name} takes unnamed arguments"
            assert "by" in {argument.arg for argument in node.args.kwonlyargs}, (
                f"{path}: {node.name}"
            )
