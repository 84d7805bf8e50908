"""Markdown of narratives: what was meant is marked up, all else survives as typed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_tracker.ui.markdown import to_html


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def shown(html: str) -> str:
    """The characters a reader sees, without white space."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return re.sub(r"\s+", "", "".join(parser.parts))


# Control characters are not text; the bullet marks and the asterisk and brackets
# are the recognised markup, and have properties of their own below.
PRINTABLE = st.characters(blacklist_categories=["Cc", "Cs", "Cn"])
MARKUP = set("*[]()•-·●▪■‣⁃\uf0b7\uf0a7o◦○–")
LITERAL = st.text(
    PRINTABLE.filter(lambda character: character not in MARKUP)
    | st.sampled_from(" \n\t#_<>&1.`~\\|!+=")
)


@given(LITERAL)
def test_text_without_markup_survives_to_the_character(text: str) -> None:
    assert shown(to_html(text)) == re.sub(r"\s+", "", text)


@given(st.text(st.sampled_from("ab1 \n*[]()-•o_#<&:/.") | PRINTABLE))
def test_only_recognised_marks_can_go_and_nothing_is_reordered(text: str) -> None:
    result = shown(to_html(text))
    lost = []
    remaining = iter(result)
    expected = next(remaining, None)
    for character in re.sub(r"\s+", "", text):
        if character == expected:
            expected = next(remaining, None)
        else:
            lost.append(character)
    assert expected is None, "something was added or reordered"
    if "](" not in text:
        assert set(lost) <= MARKUP


@given(st.text(PRINTABLE | st.sampled_from("<>\"'&/=abcdonlick ")))
def test_no_text_becomes_an_element_that_is_not_ours(text: str) -> None:
    tags = set(re.findall(r"</?([a-zA-Z0-9]+)", to_html(text)))
    assert tags <= {"p", "br", "strong", "em", "a", "ul", "li"}


@pytest.mark.parametrize(
    "text",
    [
        "Waits are <1 month for >90% of people",
        "# of patients seen",
        "1. First\n1. Also first\n7. Seventh",
        "> 90% of staff",
        "see file_name_v2 and _draft_ and __init__",
        "2*3*4 = 24, and 5 * 3 * 2",
        "Board approved*. Data provisional*",
        "104*\n\n* rebased data",
        "&amp; stays, as does &nbsp;",
        "C:\\reports\\new and \\* and `code`",
        "---",
        "***",
        "a\n===\nb\n---",
        "    four spaces in",
        "[1] see minute [2]",
        "[minute]: not a definition",
        "-",
        "*",
        "o",
        "•",
        "+5 posts",
        "(Trust not site %), above %5",
        "<b>not bold</b>",
        "![alt",
        "https://example.org/a_b_c?x=1&y=2",
    ],
)
def test_text_not_meant_as_markdown_is_literal(text: str) -> None:
    html = to_html(text)
    assert shown(html) == re.sub(r"\s+", "", text)
    assert "<ul" not in html and "<em" not in html and "<a " not in html


def test_bold_italic_and_links_are_marked_up() -> None:
    html = to_html("**82%** of *all* calls, see [the plan](https://example.org/plan)")
    assert "<strong>82%</strong> of <em>all</em> calls" in html
    assert 'href="https://example.org/plan"' in html and ">the plan</a>" in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"]
)
def test_a_link_to_anything_but_the_web_or_mail_is_left_as_text(address: str) -> None:
    assert "<a" not in to_html(f"[words]({address})")


def test_single_line_breaks_are_kept() -> None:
    assert to_html("one\ntwo\r\nthree").count("<br>") == 2
    assert to_html("one\n\ntwo") == "<p>one</p><p>two</p>"


def test_word_and_spreadsheet_bullets_become_one_list_with_its_sub_list() -> None:
    html = to_html("Done:\n• First\n\to below first\n\to also below\n• Second\nNext steps")
    assert html == (
        "<p>Done:</p><ul><li>First"
        '<ul class="hollow"><li>below first</li><li>also below</li></ul></li>'
        "<li>Second</li></ul><p>Next steps</p>"
    )


def test_a_sub_list_needs_no_indent_when_its_mark_differs() -> None:
    html = to_html("• First\no below\n• Second")
    assert html.count("<ul") == 2 and html.index("below") < html.index("Second")


def test_markdown_lists_nest_by_indent() -> None:
    assert to_html("- a\n  - b\n- c") == "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


def test_empty_text_gives_nothing() -> None:
    assert to_html("") == "" and to_html(" \n\t ") == ""


def test_hostile_nesting_is_answered_at_once() -> None:
    for text in ("[" * 20000, "*a " * 20000, "**" * 20000, "[](" * 5000, "- " * 20000):
        assert to_html(text)
