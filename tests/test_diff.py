"""What changed between two narratives, marked."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from ambitions.updates.diff import is_rewritten, marked
from strategy_tracker.ui.markdown import to_html

WORDS = st.sampled_from(
    [
        *["beds", "94", "90", "**open**", "frailty;", "in *all* five", "£1.4m", "R&D", "<1 month"],
        *["-", "[the plan](https://example.org/a_b)", "5 * 3", "**Two words**", "(9.4 days)"],
    ]
)
LINES = st.builds(
    lambda mark, words: mark + " ".join(words),
    st.sampled_from(["", "", "- ", "• ", "  o "]),
    st.lists(WORDS, max_size=6),
)
TEXTS = st.lists(LINES, max_size=5).map("\n".join)


def as_read(html: str) -> str:
    """The words of HTML in order, whatever lines and tags they stand in."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def squeezed(html: str) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", html))


@given(now=TEXTS, before=TEXTS)
@example(now="- a\n  o b", before="- a")
@example(now="", before="**x** y")
def test_without_what_went_the_marked_text_reads_as_the_text_does(now: str, before: str) -> None:
    kept = re.sub(r"<del[^>]*>.*?</del>", "", marked(now, before))
    assert squeezed(kept) == squeezed(str(to_html(now)))


@given(now=TEXTS, before=TEXTS)
def test_every_word_that_went_is_told_and_none_that_never_was(now: str, before: str) -> None:
    gone = [as_read(text) for text in re.findall(r"<del[^>]*>(.*?)</del>", marked(now, before))]
    old = squeezed(str(to_html(before)))
    assert all(gone)
    for run in gone:
        assert run.replace(" ", "") in old


@given(now=TEXTS, before=TEXTS)
def test_tags_always_nest(now: str, before: str) -> None:
    open_tags: list[str] = []
    for slash, name in re.findall(r"<(/?)(\w+)[^>]*>", marked(now, before)):
        if name == "br":
            continue
        if slash:
            assert open_tags.pop() == name
        else:
            open_tags.append(name)
    assert open_tags == []


@given(text=TEXTS)
def test_the_same_text_has_no_marks(text: str) -> None:
    assert marked(text, text) == to_html(text)


def test_words_that_changed_are_marked_inside_their_sentence() -> None:
    html = marked("**94 beds open**, up from 90.", "**90 beds open**.")
    assert html == (
        '<p><strong><del class="st-was">90</del> <ins class="st-now">94</ins> beds open</strong>'
        "<ins>, up from 90</ins>.</p>"
    )


def test_no_space_is_put_before_a_full_stop_and_one_between_words() -> None:
    assert marked("Twelve.", "Twelve, no change.") == "<p>Twelve<del>, no change</del>.</p>"
    assert marked("Twelve.", "Twelve beds.") == "<p>Twelve <del>beds</del>.</p>"


def test_a_bullet_that_went_stays_a_bullet() -> None:
    html = marked("- Kept as it was", "- Kept as it was\n- Gone now")
    assert html == "<ul><li>Kept as it was</li><li><del>Gone now</del></li></ul>"


def test_a_new_paragraph_is_added_whole() -> None:
    html = marked("One thing.\n\nQuite another.", "One thing.")
    assert html == "<p>One thing.</p><p><ins>Quite another.</ins></p>"


def test_unlike_sentences_are_replaced_and_not_interleaved() -> None:
    html = marked("94 beds are in use.", "First advert drew no applicants.")
    assert html == (
        "<p><ins>94 beds are in use.</ins></p><p><del>First advert drew no applicants.</del></p>"
    )


def test_what_somebody_typed_as_html_stays_text() -> None:
    assert "<script" not in marked("<script>x</script>", "<del>y</del>")


def test_a_line_that_stood_elsewhere_has_moved() -> None:
    html = marked("- Beds are open\n- Staff are hired", "- Staff are hired\n- Beds are open")
    assert re.findall(r'<ins class="st-came">(.*?)</ins>', html) in (
        ["Beds are open"],
        ["Staff are hired"],
    )
    assert "<del" not in html and "<ins>" not in html


@given(now=TEXTS, before=TEXTS)
def test_what_moved_was_there_before(now: str, before: str) -> None:
    old = squeezed(str(to_html(before)))
    for line in re.findall(r'<ins class="st-came">(.*?)</ins>', marked(now, before)):
        assert as_read(line).replace(" ", "") in old


LAST = "Ninety beds are open in five localities, and frailty teams visit every care home weekly."
NEXT = "A supplier withdrew in August; procurement restarts once finance agrees another budget."


def test_a_text_of_new_words_was_written_anew() -> None:
    assert is_rewritten(NEXT, LAST)
    assert is_rewritten(f"{NEXT} Five localities wait.", LAST)


def test_a_text_that_keeps_its_words_was_not() -> None:
    assert not is_rewritten(f"{LAST} {NEXT[:40]}", LAST)
    assert not is_rewritten("- " + "\n- ".join(reversed(LAST.split())), LAST)
    assert not is_rewritten("Ten beds.", "Nobody was hired.")
    assert not is_rewritten(NEXT, "") and not is_rewritten("", LAST)
