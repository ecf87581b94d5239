"""Letters in their two forms, and Slack's marked text in them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail import marked
from bot.mail.letter import Letter, Matter, Way, Words, as_html, as_text
from bot.sheets import Event, Sheet

LINK = "https://actions.exampleshire.example/a/" + "x" * 68


def sheet(**changes: object) -> Sheet:
    fields: dict[str, object] = {
        "action_id": "a1",
        "reference": "060922/01",
        "text": "Send the budget to the two trusts",
        "exempt": False,
        "state": "Overdue, open",
        "tone": "late",
        "due": "Fri 10 Feb 2023",
        "left": "3 working days ago",
        "originally": "",
        "owners": "Ann Example",
        "board": "Exampleshire Board",
        "source": "minute 22/8",
        "history": (Event("Wed 8 Feb 2023, 10:00", "Progress", "Ann Example", "Half way"),),
        "evidence": (),
    }
    return Sheet(**{**fields, **changes})  # type: ignore[arg-type]


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_both_forms_say_the_same() -> None:
    letter = Letter(
        "Today: 1 action for you",
        (Words("*Waiting*", heading=True), Matter(sheet(), LINK), Words("small", small=True)),
        ("Reply to the officer.",),
    )
    text, page = as_text(letter), Reader(as_html(letter))
    for words in (
        "Today: 1 action for you",
        "060922/01",
        "Overdue, open",
        "Send the budget to the two trusts",
        "Fri 10 Feb 2023 (3 working days ago)",
        "Exampleshire Board, minute 22/8",
        "Half way",
        "Reply to the officer.",
    ):
        assert words in text
        assert words in page.text
    assert page.links == [LINK]
    assert f"\n{LINK}\n" in text, "the bare address, on a line of its own, never broken"


def test_lines_of_the_text_are_short() -> None:
    words = "a word and another " * 40
    letter = Letter(words, (Words(words), Matter(sheet(text=words), LINK)), (words,))
    lines = as_text(letter).splitlines()
    assert all(len(line) <= 72 for line in lines if line != LINK)
    assert LINK in lines


def test_without_a_link_there_is_no_button() -> None:
    letter = Letter("T", (Matter(sheet(exempt=True)),), ())
    assert Reader(as_html(letter)).links == []
    assert "Answer" not in as_text(letter)
    assert "[exempt] 060922/01" in as_text(letter)
    assert "Exempt" in Reader(as_html(letter)).text


def test_a_way_to_answer_stands_below_what_it_answers() -> None:
    way = Way("Say whether you come", "Coming, not coming", LINK, "Meeting of Thu 14 Jan 2027")
    letter = Letter("T", (Words("You are invited."), way), ())
    text, page = as_text(letter), Reader(as_html(letter))
    assert f"\nSay whether you come: Coming, not coming\n{LINK}\n" in text
    assert text.index("invited") < text.index(LINK)
    assert page.links == [LINK]
    assert "Say whether you come Meeting of Thu 14 Jan 2027 Coming, not coming" in page.text


def test_it_suits_a_telephone_and_asks_for_nothing_from_elsewhere() -> None:
    html = as_html(Letter("T", (Matter(sheet(), LINK),), ("f",)))
    assert '<meta name="viewport" content="width=device-width' in html
    assert '<html lang="en-GB">' in html
    assert "max-width:600px" in html
    assert not {"img", "script", "link", "style", "iframe"} & set(Reader(html).tags)
    assert "url(" not in html


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(alphabet="<>&\"'*_`|{}%:/ahref=@!#", max_size=60))
def test_nothing_typed_becomes_markup(one: str, two: str) -> None:
    evil = one + two
    mrkdwn = evil.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    event = Event("when", evil, evil, evil)
    matter = Matter(sheet(text=evil, owners=evil, board=evil, history=(event,)))
    page = Reader(as_html(Letter(evil, (Words(mrkdwn), matter), (evil,))))
    assert page.links == []
    allowed = {"html", "head", "meta", "title", "body", "div", "p", "h1", "h2", "strong", "em"}
    assert set(page.tags) <= allowed | {"span", "table", "tr", "td", "br"}


@pytest.mark.parametrize(
    ("mrkdwn", "plain", "html"),
    [
        ("*Overdue 2:* x &amp; y", "Overdue 2: x & y", "<strong>Overdue 2:</strong> x &amp; y"),
        ("_said_ 2*3*4 snake_case", "said 2*3*4 snake_case", "<em>said</em> 2*3*4 snake_case"),
        (":red_circle: overdue", "overdue", "overdue"),
        (":lock: *R1*", "[exempt] R1", "[exempt] <strong>R1</strong>"),
        (
            "<https://x.example/?a=1&amp;b=2|join>",
            "join (https://x.example/?a=1&b=2)",
            '<a href="https://x.example/?a=1&amp;b=2">join</a>',
        ),
        ("<@U123> and <@U1|ann> <!here>", "and ann", "and ann"),
        ("&lt;b&gt; `code`", "<b> code", "&lt;b&gt; code"),
        ("one\ntwo", "one\ntwo", "one<br>\ntwo"),
        ("<javascript:alert(1)|x>", "<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("at 10:00–12:00: go", "at 10:00–12:00: go", "at 10:00–12:00: go"),
    ],
)
def test_marked_text(mrkdwn: str, plain: str, html: str) -> None:
    assert marked.plain(mrkdwn) == plain
    assert marked.html(mrkdwn) == html
