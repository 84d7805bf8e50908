"""How wide the letters of a paper are: what is made of that has to know before it is laid out."""

_EM = 3.53  # mm of the em of table text, of 10 points
# Thousandths of an em that a letter of Source Sans takes, in groups of about the same.
_ADVANCES = {
    200: " ",
    250: "ijlI'.,:;|",
    300: "f()[]{}!-\u2013",
    345: "rt/\\",
    425: 'sz?*"\u2018\u2019\u201c\u201d',
    460: "cvyxYL",
    500: "aegk0123456789+=<>#$EFTZXVSJ_\u2192\u2191\u2193",
    550: "bdhnopquABCPRK",
    640: "DGHNOQU&",
    740: "wmMW",
    840: "%@",
}
_ADVANCE_OF = {letter: advance for advance, letters in _ADVANCES.items() for letter in letters}
_USUAL_ADVANCE = 550
BOLD = 1.07  # a bold letter is so much wider


def text_width(text: str) -> float:
    """How many mm a line of text takes in a table."""
    return sum(_ADVANCE_OF.get(letter, _USUAL_ADVANCE) for letter in text) * _EM / 1000
