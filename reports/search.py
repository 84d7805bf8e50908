"""Search of all that a member may see: the plan of a strategy, the answers of every period,
measures, risks, papers, and the people of the trust.

Each kind of text is one query with a pattern that SQLite and PostgreSQL read alike, and that
finds the same words again in the excerpt. A word is found where a word begins with it: "ward"
finds "wards" and not "forward" (ADR 41).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import escape, format_html, strip_tags
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from ambitions.models import ITEM_MODELS, Item, Measure, Reading, UpdateNarrative
from ambitions.plan.cells import LIST, Links
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.visibility import is_awaiting_close, is_reader, of_closed_period, shown_to_readers
from objectives.calendar import Part
from objectives.fields import FieldKind
from objectives.models import Level, Period, Strategy
from reports.layouts.ready import LayoutRecipe
from reports.layouts.trust import layouts_of
from reports.models import Paper
from risks.models import Assurance, Control, Gap, Risk, RiskScore
from strategy_tracker.accounts.models import Membership, Person
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.markdown import to_html

MOST_WORDS = 8
MOST_SHOWN = 50  # of each kind; more are counted
_AROUND = 90  # letters on each side of the first word that was found
_QUERY = "q"  # in the address
_BREAK = re.compile(r"<(?:p|li|br)\b")


@dataclass(frozen=True)
class Hit:
    """One text in which all words were found: of what, which text of it, and the words around.

    `excerpt` is "" where they were found in the title. `item` is the item of the plan that it is
    about; None for a measure or a risk.
    """

    title: SafeString
    url: str
    places: Sequence[str]
    excerpt: SafeString
    item: Item | None = None


@dataclass(frozen=True)
class Found:
    """The hits of one kind, and how many there are in all."""

    heading: str
    hits: Sequence[Hit]
    count: int


class Words:
    """What is searched for: words, or several in quotation marks that stand together."""

    def __init__(self, query: str) -> None:
        self.query = query.strip()
        quoted = re.findall(r'["“”]([^"“”]+)["“”]|([^\s"“”]+)', self.query)
        self.words = [phrase.strip() or word for phrase, word in quoted][:MOST_WORDS]
        self.patterns = [_pattern(word) for word in self.words]
        marked = [
            f"{_NO_LETTER_BEFORE if _is_of_letters(word) else ''}{_letters(word)}"
            for word in self.words
        ]
        self._any = re.compile("|".join(marked) or r"(?!)", re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def list_query(self) -> str:
        """By this an item's page finds the list again."""
        return urlencode({_QUERY: self.query})

    def within(self, *fields: str) -> Q:
        """Rows that have every word in one of `fields`."""
        return reduce(
            and_,
            (reduce(or_, (_having(field, word) for field in fields)) for word in self.words),
        )

    def all_in(self, text: str) -> bool:
        return all(re.search(pattern, text, re.IGNORECASE) for pattern in self.patterns)

    def any_in(self, text: str) -> bool:
        return bool(self._any.search(text))

    def excerpt(self, text: str) -> SafeString:
        """The words of `text` around the first that is searched for, each that is marked."""
        first = self._any.search(text)
        start, end = 0, min(len(text), 2 * _AROUND)
        if first:
            start = max(0, first.start() - _AROUND)
            end = min(len(text), first.end() + _AROUND)
        if start:
            start = text.find(" ", start, first.start() if first else end) + 1 or start
        if end < len(text):
            end = max(text.rfind(" ", first.end() if first else start, end), 0) or end
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}", before, self.marked(text[start:end]), after)

    def marked(self, text: str) -> SafeString:
        """All of `text`, with each word that is searched for marked."""
        made, place = [], 0
        for found in self._any.finditer(text):
            made.append(f"{escape(text[place : found.start()])}<mark>{escape(found[0])}</mark>")
            place = found.end()
        return mark_safe("".join([*made, escape(text[place:])]))  # noqa: S308 - all escaped


def _having(field: str, word: str) -> Q:
    """Rows in whose `field` a word begins with `word`.

    SQLite asks Python for each text that is to fit a pattern, so it finds by itself first those
    that have the letters at all: a tenth of the time where few have.
    """
    fits = Q(**{f"{field}__iregex": _pattern(word)})
    letters = max(_ASCII.findall(word), key=len, default="")
    return Q(**{f"{field}__icontains": letters}) & fits if letters else fits


_ASCII = re.compile(r"[A-Za-z0-9]+")

# Of Markdown, an underscore is no letter: it stands beside words that are stressed. A database
# reads no look-behind; an excerpt must not mark the letter before.
_BEGINNING = r"(?:^|\W|_)"
_NO_LETTER_BEFORE = r"(?<![^\W_])"


def _pattern(word: str) -> str:
    """A regular expression that finds it where a word begins."""
    return f"{_BEGINNING}{_letters(word)}" if _is_of_letters(word) else _letters(word)


def _is_of_letters(word: str) -> bool:
    return word[:1].isalnum()


def _letters(word: str) -> str:
    """Any space for a space, any apostrophe for an apostrophe.

    Letters beyond ASCII stand in both cases: a PostgreSQL of the locale C folds none of them.
    """
    return "".join(_one_of(letter) for letter in " ".join(word.split()))


def _one_of(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if letter in "'’‘":
        return "['’‘]"
    if letter.isascii():
        return re.escape(letter)
    return f"[{''.join(sorted({letter, letter.lower()[0], letter.upper()[0]}))}]"


def _plain(markdown: str) -> str:
    """What a narrative says, in one line without its marks."""
    return " ".join(strip_tags(_BREAK.sub(r" \g<0>", str(to_html(markdown)))).split())


class Search:
    """A search of one strategy for one member.

    A reader finds of a period that is not closed only the answers that are approved.
    """

    def __init__(self, strategy: Strategy, membership: Membership, words: Words) -> None:
        self.strategy = strategy
        self.trust = membership.trust
        self.sees_drafts = not is_reader(membership)
        self.words = words
        self.links = Links(membership.trust.code)

    def found(self) -> list[Found]:
        """What was found, kind by kind; nothing of a kind that has none."""
        if not self.words:
            return []
        kinds = [
            ("The plan", self._plan),
            ("Answers", self._answers),
            ("Measures", self._measures),
            (self.strategy.risk_word_plural, self._risks),
            ("Papers", self._papers),
            ("People", self._people),
        ]
        searched = [(heading, *find()) for heading, find in kinds]
        return [Found(heading, hits, count) for heading, hits, count in searched if count]

    def items(self) -> list[tuple[Item, str]]:
        """The items of the plan that the results name, in their order, each with where the
        first of its results leads."""
        hits = [hit for kind in (self._plan, self._answers) for hit in kind()[0]]
        first: dict[tuple[str, int], tuple[Item, str]] = {}
        for hit in hits:
            if hit.item is not None:
                first.setdefault((hit.item.level, hit.item.pk), (hit.item, hit.url))
        return list(first.values())

    # The plan

    def _plan(self) -> tuple[list[Hit], int]:
        hits: list[Hit] = []
        for level, model in ITEM_MODELS.items():
            fields = {
                field.name: field.label
                for field in ITEM_FIELDS[level]
                if field.is_searched or field.kind == FieldKind.LONG_TEXT
            }
            rows = model.objects.filter(self.words.within(*fields), strategy=self.strategy)
            hits += [
                self._of_item(item, fields)
                for item in rows.filter(is_archived=False).select_related("strategy")
            ]
        return hits[:MOST_SHOWN], len(hits)

    def _of_item(self, item: Item, fields: dict[str, str]) -> Hit:
        names = [name for name in fields if name not in ("reference", "title")]
        name = next((one for one in names if self.words.any_in(getattr(item, one))), "")
        return Hit(
            title=self.words.marked(item.title),
            url=self._item_url(item, None),
            places=[self._word_of(item), *([fields[name]] if name else [])],
            excerpt=self.words.excerpt(getattr(item, name) if name else ""),
            item=item,
        )

    # Answers

    def _answers(self) -> tuple[list[Hit], int]:
        rows = UpdateNarrative.objects.filter(
            self.words.within("text"), update__period__strategy=self.strategy
        )
        if not self.sees_drafts:
            rows = rows.filter(shown_to_readers("update__"))
        rows = rows.select_related(
            "heading",
            "update__period",
            "update__objective__strategy",
            "update__ambition__strategy",
            "update__action__strategy",
        ).order_by(
            "-update__period__starts_on",
            "update__action__position",
            "update_id",
            "heading__position",
            "pk",
        )
        return self._hits(rows, self._answer)

    def _answer(self, row: UpdateNarrative) -> Hit:
        item, period = row.update.item, row.update.period
        return Hit(
            title=self.words.marked(item.title),
            url=self._item_url(item, period),
            places=[self._word_of(item), period.label, row.heading.label],
            excerpt=self.words.excerpt(_plain(row.text)),
            item=item,
        )

    # Measures

    def _measures(self) -> tuple[list[Hit], int]:
        fields = ("number", "name", "comment")
        measures = Measure.objects.filter(
            self.words.within(*fields), strategy=self.strategy, is_archived=False
        )
        readings = Reading.objects.filter(
            self.words.within("note"),
            measure__strategy=self.strategy,
            measure__is_archived=False,
            is_withheld=False,
        ).select_related("measure")
        notes = sorted(
            (row for row in readings if self._may_read(row)),
            key=lambda row: (Part(*_part(row)), row.measure.position, row.pk),
            reverse=True,
        )
        hits = [
            *self._hits(measures, self._measure)[0],
            *(self._note(row) for row in notes[:MOST_SHOWN]),
        ]
        return hits[:MOST_SHOWN], measures.count() + len(notes)

    def _may_read(self, row: Reading) -> bool:
        return self.sees_drafts or not is_awaiting_close(Part(*_part(row)), self._periods)

    @cached_property
    def _periods(self) -> list[Period]:
        return list(Period.objects.filter(strategy=self.strategy))

    def _measure(self, measure: Measure) -> Hit:
        text = measure.comment if self.words.any_in(measure.comment) else ""
        return Hit(
            title=self.words.marked(measure.name),
            url=self.links.to("measure_detail", measure.pk),
            places=["Measure", *(["Comment"] if text else [])],
            excerpt=self.words.excerpt(text),
        )

    def _note(self, row: Reading) -> Hit:
        return Hit(
            title=self.words.marked(row.measure.name),
            url=self.links.to("measure_detail", row.measure_id),
            places=["Measure", Part(*_part(row)).name, "Note"],
            excerpt=self.words.excerpt(row.note),
        )

    # Risks

    def _risks(self) -> tuple[list[Hit], int]:
        own = Q(strategy=self.strategy) | Q(strategy=None)
        risks = Risk.objects.for_trust(self.trust).filter(own)
        texts = ("reference", "title", "cause", "event", "effect")
        hits = [self._risk(risk, "", "") for risk in risks.filter(self.words.within(*texts))]
        notes = RiskScore.objects.filter(self.words.within("note"), risk__in=risks)
        if not self.sees_drafts:
            notes = notes.filter(Q(period=None) | of_closed_period())
        hits += [
            self._risk(
                row.risk, row.note, "Note on the score", row.period.label if row.period else ""
            )
            for row in notes.select_related("risk", "period").order_by("-period__starts_on", "pk")
        ]
        for model in (Control, Assurance, Gap):
            rows: Any = model.objects.filter(self.words.within("text"), risk__in=risks)
            hits += [
                self._risk(row.risk, row.text, str(model._meta.verbose_name).capitalize())
                for row in rows.select_related("risk")
            ]
        return hits[:MOST_SHOWN], len(hits)

    def _risk(self, risk: Risk, text: str, name: str, period: str = "") -> Hit:
        own = " ".join(filter(None, [risk.cause, risk.event, risk.effect]))
        return Hit(
            title=self.words.marked(str(risk)),
            url=self.links.to("risk_detail", risk.pk),
            places=[part for part in (risk.get_kind_display(), period, name) if part],
            excerpt=self.words.excerpt(text or (own if self.words.any_in(own) else "")),
        )

    # Papers and people

    def _papers(self) -> tuple[list[Hit], int]:
        """By what their first page names: what parts say may be for some of the readers."""
        papers = Paper.objects.filter(period__strategy=self.strategy).defer("content")
        if not self.sees_drafts:
            papers = papers.filter(status=Paper.Status.FINAL)
        layouts = layouts_of(self.trust, with_archived=True)
        named = [key for key, layout in layouts.items() if self.words.all_in(layout.name)]
        rows = papers.filter(
            self.words.within("title", "meeting", "agenda_item", "period__label")
            | Q(layout__in=named)
        )
        return self._hits(rows.select_related("period"), partial(self._paper, layouts))

    def _paper(self, layouts: Mapping[str, LayoutRecipe], paper: Paper) -> Hit:
        layout = layouts.get(paper.layout)
        name = layout.name if layout else paper.layout
        url = reverse("paper_page", args=[self.trust.code, paper.period_id, paper.layout])
        state = "published" if paper.is_final else "draft"
        meeting = " ".join(filter(None, [paper.meeting, long_date(paper.meeting_date)]))
        return Hit(
            title=self.words.marked(paper.title or f"{name}, {paper.period.label}"),
            url=f"{url}?{urlencode({'version': paper.version})}",
            places=[name, paper.period.label, f"{state}, version {paper.version}"],
            excerpt=self.words.excerpt(meeting) if self.words.any_in(meeting) else SafeString(""),
        )

    def _people(self) -> tuple[list[Hit], int]:
        people = Person.objects.for_trust(self.trust)
        fields = ("name", "former_names__name", "posts__job_title")
        found = people.filter(self.words.within(*fields)).order_by().values("pk")
        rows = people.filter(pk__in=found).with_posts().prefetch_related("former_names")
        return self._hits(rows, self._person)

    def _person(self, person: Person) -> Hit:
        former = [row.name for row in person.former_names.all() if self.words.any_in(row.name)]
        posts = [row.job_title for row in person.posts.all() if self.words.any_in(row.job_title)]
        title = person.job_title()
        places = [title or "Person", *(["left"] if person.left_on else [])]
        text = ", ".join([*posts, *(f"was {name}" for name in former)])
        return Hit(
            title=self.words.marked(person.name),
            url=self.links.to("person_detail", person.pk),
            places=places,
            excerpt=self.words.excerpt(text),
        )

    # Shared

    def _hits(self, rows: QuerySet[Any], hit: Callable[[Any], Hit]) -> tuple[list[Hit], int]:
        shown = [hit(row) for row in rows[: MOST_SHOWN + 1]]
        count = rows.count() if len(shown) > MOST_SHOWN else len(shown)
        return shown[:MOST_SHOWN], count

    def _word_of(self, item: Item) -> str:
        return f"{self.strategy.word(Level(item.level))} {item.reference}".strip()

    def _item_url(self, item: Item, period: Period | None) -> str:
        query = {"period": str(period.pk)} if period else {}
        anchor = f"#period-{period.pk}" if period else ""
        url = self.links.item(item.level, item.pk)
        return f"{url}?{urlencode({**query, LIST: self.words.list_query})}{anchor}"


def _part(row: Reading) -> tuple[int, str]:
    return row.financial_year, row.part
