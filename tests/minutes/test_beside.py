"""What a paper says beside decisions and actions is told in words, each with where it stands."""

from __future__ import annotations

import pytest

from tests.support.papers import BESIDE
from workflows.draft_lines import said_beside
from workflows.minutes import read_minutes
from workflows.minutes.beside import beside, recommended, vote_words
from workflows.minutes.document import Document
from workflows.minutes.register import (
    AgendaPaper,
    DraftAgendaItem,
    DraftRegister,
    DraftReport,
    Vote,
)


def read(text: str = BESIDE) -> DraftRegister:
    return read_minutes(Document.from_text("minutes.txt", text))


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (None, ""),
        (Vote(), ""),
        (Vote("Ann Able", "Bo Baker"), "moved by Ann Able, seconded by Bo Baker"),
        (Vote(in_favour=7, against=0, abstained=1), "7 for, 0 against, 1 abstained"),
        (Vote(mover="Ann Able", outcome="unanimous"), "moved by Ann Able, unanimous"),
        (Vote(outcome="consensus"), "by consensus"),
    ],
)
def test_a_vote_in_words(vote: Vote | None, words: str) -> None:
    assert vote_words(vote) == words


def test_each_thing_has_its_words_and_its_line() -> None:
    lines = BESIDE.split("\n")
    told = list(beside(read()))
    assert [one.heading for one in told] == [
        "Urgent item, minute 6",
        "Deferred item, minute 6",
        "Review",
    ]
    for one, word in zip(told, ("flood", "parking", "12 months"), strict=True):
        assert word in one.words
        assert one.lines is not None
        assert word in lines[one.lines[0] - 1]


def test_a_packs_agenda_and_papers() -> None:
    def item(no: str, paper: AgendaPaper, line: int) -> DraftAgendaItem:
        return DraftAgendaItem(no, "Roof", (), None, None, None, paper, (line, line))

    own = DraftReport("Roof", "Example Board", "4", "Decision", False, (40, 60))
    foreign = DraftReport(None, "EXECUTIVE", None, None, True, (61, 90))
    register = DraftRegister(
        agenda=(item("1", "verbal", 5), item("2", "paper", 9)), reports=(own, foreign)
    )
    told = [(one.heading, one.words, one.lines) for one in beside(register)]
    assert told == [
        ("Agenda", "2 items, 1 with a paper", (5, 9)),
        ("Report for item 4", "Roof · Example Board · Decision", (40, 60)),
        ("Another body's paper, not read for this board", "EXECUTIVE", (61, 90)),
    ]


def test_other_minutes_in_the_file_are_named() -> None:
    register = DraftRegister(further_minutes=(read(), DraftRegister()))
    first, second = beside(register)
    assert first.words == "of Tue 12 Jan 2027: 2 decided, 0 to be done"
    assert second.words == "without a date: 0 decided, 0 to be done"
    assert not list(recommended(register))


def test_what_a_draft_keeps_of_it_has_no_addresses() -> None:
    said = said_beside(read())
    deferred = next(words for heading, words, line in said if heading.startswith("Deferred"))
    assert "parking was deferred" in deferred
    assert not any("@" in words for _, words, _ in said)
