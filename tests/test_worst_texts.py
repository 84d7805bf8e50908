"""No text that a person can give holds the site up, whatever it is made of.

Every function of the product that works on text alone, and every regular expression, is found
here by itself and tried with texts of the worst kinds. Steps are counted, not seconds: twice the
text may take about twice the steps. What C code does cannot be counted (a regular expression, a
library's), so the time that the processor spent is bounded too: what grows as the square takes
hundreds of times the bound, so no slow machine makes it fail.
"""

import ast
import importlib
import inspect
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, product
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

LONGEST = 32_767  # characters: what a cell of a spreadsheet can hold
PROCESSOR_SECONDS = 3.0
EXPRESSION_SECONDS = 1.5
# n log n from 1,024 to 2,048 characters is 2.2 times; the square would be 4 times.
GROWTH = 2.6
FEW_STEPS = 4_000

UNITS = [
    *"!a1 \n\t*[]()<>&-./:=,;\"'\\_#|%£Aéo•",
    *("- a\n", "- a\n- b\n  o c\n", "**a ", "*a* ", "*a **b ", "[a](", "[a](http:", "![", "a b "),
    *("1.", "1,", "1/", "1:", "1 1 ", "Q1 ", "[DN ", "[DN: a] ", "<p>", "</p><p>", "&amp;", "a: "),
    *("a-", "a/", "- ", "a. A", "a, ", "\r\n", "\r", "\u200d", "\u2028", "aA1", "A", "previous "),
    *("previous paper", "https://a", "mailto:a", "n/a ", "March ", "1 March ", "2024/", "under"),
]
ENDS = ["", "x", "\n", "!"]

PACKAGES = ("ambitions", "objectives", "reports", "risks", "strategy_tracker")
# Modules that no person's text reaches; what a workbook holds is read in a process of its own,
# with a limit of time.
NOT_PEOPLES = ("migrations", "demo", "management", "imports")
# Functions whose text is the product's own.
OWN_TEXT = {
    "ambitions.plan.leads": "names of models and levels",
    "objectives.services": "codes of trusts, given on the command line",
    "reports.fonts": "names of fonts",
    "reports.lookup": "codes and labels, given on the command line",
    "reports.pdf.layout": "a document that we wrote",
    "reports.pdf.paper": "a document that we wrote",
    "reports.pdf.sections": "a document that we wrote",
    "reports.frame": "names of stylesheets; a colour that the model has checked",
    "strategy_tracker.accounts.base": "names of models",
    "strategy_tracker.accounts.permissions": "names of roles",
    "strategy_tracker.accounts.saving": "why history says that something was written",
    "strategy_tracker.accounts.sheets": "names of columns",
    "strategy_tracker.assets": "stylesheets of packages",
    "strategy_tracker.background.progress": "keys of what is under way",
    "strategy_tracker.background.worker": "keys of what is under way",
    "strategy_tracker.checks": "settings",
    "strategy_tracker.context": "names of addresses",
    "strategy_tracker.settings": "settings",
}


WSGI = "strategy_tracker.wsgi"  # starts the site


def modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for package in PACKAGES:
        for path in sorted(Path(package).rglob("*.py")):
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            if not set(path.parts) & set(NOT_PEOPLES) and name not in {*OWN_TEXT, WSGI}:
                yield importlib.import_module(name), ast.parse(path.read_text())


def of_text_alone(function: Any) -> int:
    """How many texts `function` takes, 0 when it takes anything else."""
    given = [
        one
        for one in inspect.signature(function).parameters.values()
        if one.default is inspect.Parameter.empty
    ]
    are_texts = all(
        one.annotation in (str, "str", str | None)
        and one.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        for one in given
    )
    return len(given) if are_texts else 0


def functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for module, tree in modules():
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef):
                continue
            function = getattr(module, node.name)
            function = getattr(function, "__wrapped__", function)  # not what a cache remembers
            if callable(function) and of_text_alone(function):
                found[f"{module.__name__}.{node.name}"] = function
    return found


# Those that make a field of a form of its label, ask the database alone, or read a setting.
FUNCTIONS = {
    name: function
    for name, function in functions().items()
    if not name.endswith((".date_field", ".text_field", "._is_invited", ".media_storage"))
}


def texts(length: int) -> Iterator[str]:
    # An end by which no whole matches, for every other unit: both for each take twice as long.
    for unit, end in zip(UNITS, cycle(("x", ""))):
        yield (unit * (length // len(unit) + 1))[: length - len(end)] + end


def call(function: Callable[..., Any], text: str) -> None:
    """Call `function` with `text`, beside a text that is nearly the same where it takes two.

    What it cannot read it may refuse.
    """
    count = of_text_alone(function)
    others = [text[: len(text) // 2] + "x" + text[len(text) // 2 :]] * (count - 1)
    try:
        result = function(text, *others)
        if inspect.isgenerator(result):
            list(result)
    except (ValueError, KeyError, LookupError):
        pass
    except Exception as problem:
        if type(problem).__name__ != "ValidationError":
            raise


def steps(function: Callable[..., Any], text: str) -> int:
    """The lines of Python that a call takes, its own and those of all that it calls."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call(function, text)
    finally:
        sys.settrace(before)
    return count


def test_functions_are_found() -> None:
    assert {
        "ambitions.updates.diff.marked",
        "strategy_tracker.ui.conflicts.marked",
        "strategy_tracker.ui.conflicts.merged",
        "ambitions.updates.null_values.empty_kind",
        "ambitions.measures.values.parse_reading",
        "strategy_tracker.ui.dates.parse_date",
        "strategy_tracker.ui.markdown.to_html",
        "reports.drafting.without_drafting_notes",
    } <= set(FUNCTIONS)
    assert len(FUNCTIONS) > 40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_twice_the_text_takes_about_twice_the_steps(name: str) -> None:
    function = FUNCTIONS[name]
    call(function, "x")  # what is read once for all
    slow = {}
    for text, longer in zip(texts(1_024), texts(2_048), strict=True):
        many = steps(function, longer)
        if many <= FEW_STEPS:
            continue
        few = steps(function, text)
        if many > GROWTH * few:
            slow[text[:12]] = (few, many)
    assert slow == {}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_longest_text_is_done_in_a_moment(name: str) -> None:
    slow = {}
    for text in texts(LONGEST):
        begun = time.process_time()
        call(FUNCTIONS[name], text)
        if (spent := time.process_time() - begun) > PROCESSOR_SECONDS:
            slow[text[:12]] = spent
    assert slow == {}


# Regular expressions, which no step can be counted of


def expressions() -> dict[str, tuple["re.Pattern[str]", set[str]]]:
    """Those of each module, each with how it is used: as a constant, or where it is written."""
    found = {}
    sources = {module: Path(str(module.__file__)).read_text() for module, _ in modules()}
    for module, tree in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                uses = re.findall(rf"\b{name}\.(\w+)\(", "\n".join(sources.values()))
                found[f"{module.__name__}.{name}"] = value, set(uses) or {"finditer"}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr not in ("escape", "compile")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                pattern = re.compile(str(node.args[0].value))
                found[f"{module.__name__}:{node.lineno}"] = pattern, {node.func.attr}
    return found


EXPRESSIONS = expressions()


def worst_for(pattern: "re.Pattern[str]", length: int) -> Iterator[str]:
    """The usual units, and those that the letters of the expression make."""
    own = sorted(set(re.sub(r"\\.|[^\w\s<>\[\](){}/:;,.*-]", "", pattern.pattern)))[:12]
    units = {*UNITS, *(first + second for first, second in product(own, own))}
    for unit, end in product(sorted(units), ENDS):
        yield (unit * (length // len(unit) + 1))[: length - len(end)] + end


class TooLongError(Exception):
    """The processor was busy for longer than any text may keep it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLongError when what is inside keeps the processor busy for longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def spent_on(pattern: "re.Pattern[str]", uses: set[str], text: str) -> float:
    begun = time.process_time()
    if uses - {"match", "fullmatch"}:
        for _ in pattern.finditer(text):
            pass
    if "match" in uses:
        pattern.match(text)
    if "fullmatch" in uses:
        pattern.fullmatch(text)
    return time.process_time() - begun


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_regular_expression_runs_away(name: str) -> None:
    pattern, uses = EXPRESSIONS[name]
    slow = []
    for text in worst_for(pattern, LONGEST):
        try:
            with at_most(EXPRESSION_SECONDS):
                # What is done in no time of a part is quick with the whole.
                for length in (256, 2_048, LONGEST):
                    if spent_on(pattern, uses, text[: length - 1] + text[-1]) < 0.0005:
                        break
        except TooLongError:
            slow.append((text[:12], text[-1]))
    assert slow == []
