"""How the width of a table of a paper is shared among its columns."""

import pytest

from reports.blocks import Column
from reports.letters import text_width
from reports.write.widths import lines_of, share_widths

PILL = '<span class="pill green">On track</span>'


def _columns(*labels: str) -> list[Column]:
    return [Column(label) for label in labels]


def test_widths_add_up_to_the_width_of_the_page():
    rows = [["1", f"<p>{'word ' * 40}</p>", PILL]]
    assert sum(share_widths(_columns("No", "Progress", "RAG"), rows, 174)) == pytest.approx(174)


def test_a_column_of_pills_gets_no_more_than_its_line():
    rows = [["1", f"<p>{'word ' * 40}</p>", PILL]] * 5
    number, words, pills = share_widths(_columns("No", "Progress", "RAG"), rows, 267)
    assert number < 15
    assert pills < 30
    assert words > 220


def test_of_two_columns_of_text_the_longer_gets_more():
    rows = [[f"<p>{'word ' * 8}</p>", f"<p>{'word ' * 60}</p>"]] * 5
    short, long = share_widths(_columns("Action", "Progress"), rows, 174)
    assert long > short * 1.5


def test_two_columns_as_long_as_each_other_share_the_width():
    rows = [[f"<p>{'word ' * 40}</p>", f"<p>{'word ' * 40}</p>"]] * 5
    one, two = share_widths(_columns("Action", "Progress"), rows, 174)
    assert abs(one - two) <= 6


def test_a_short_name_keeps_its_line_though_its_role_is_long():
    rows = [[f"<p>{'word ' * 90}</p>", "Bola Carrington<br>Executive Director of Strategy"]]
    _, leads = share_widths(_columns("Action", "Lead"), rows, 174)
    assert leads >= text_width("Bola Carrington") + 4.5


def test_a_width_that_was_given_stays():
    rows = [["<p>words</p>", "<p>words</p>"]]
    assert share_widths([Column("A", width=50), Column("B")], rows, 174)[0] == 50


def test_too_many_columns_shrink_together():
    rows = [["unbreakable-word-of-some-length"] * 9]
    widths = share_widths(_columns(*"ABCDEFGHI"), rows, 174)
    assert sum(widths) == pytest.approx(174)


def test_lines_follow_from_the_width():
    assert lines_of(f"<p>{'word ' * 40}</p>", 174) < lines_of(f"<p>{'word ' * 40}</p>", 60)
    assert lines_of("<p>One</p><p>Two</p>", 60) == 2
