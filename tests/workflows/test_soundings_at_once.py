"""Several at once: every reply is counted or refused, every sounding is closed once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.soundings import deeds, opened, sounding
from workflows import board_setup, sounding_closing
from workflows.errors import AlreadyDone, Conflict, DomainError
from workflows.people import Role
from workflows.sounding_replies import NOTED, Reply, note, reply
from workflows.soundings import SoundingState

pytest_plugins = ["tests.support.stores"]


def together(*work: Callable[[], Any]) -> list[Any]:
    """What each gives, or the refusal, all begun at the same moment."""
    gate = threading.Barrier(len(work))

    def begin(each: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return each()
        except DomainError as refused:
            return refused

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(begin, work))


def members(c: Council, number: int) -> None:
    """So many more members, known as m0, m1…"""
    for n in range(number):
        form = board_setup.PersonForm(name=f"Member Number{n}", email=f"m{n}@exampleshire.example",
                                      role=Role.MEMBER)  # fmt: skip
        c.at(c.now - timedelta(days=5), board_setup.keep_person, "asha", c.board.id, form)
    for person in c.look(lambda tx: tx.people.of_team("T1")):
        if "Number" in person.name:
            c.people[f"m{person.name.rpartition('Number')[2]}"] = person


@pytest.mark.parametrize("round_", range(4))
def test_a_reply_that_comes_as_it_closes_is_counted_or_told(council: Council, round_: int) -> None:
    members(council, 6)
    s = opened(council)
    who = ["tom", "bea", "rosalind", "femi", *(f"m{n}" for n in range(6))]
    replies = [lambda w=w: council.do(reply, w, s.id, Reply("yes", f"words of {w}")) for w in who]
    close = lambda: council.do(sounding_closing.close, "asha", s.id, "enough")  # noqa: E731
    work = [*replies[: round_ * 3], close, *replies[round_ * 3 :]]
    told = together(*work)
    closed = sounding(council, s.id)
    assert closed.state is SoundingState.CLOSED
    views = council.look(lambda tx: tx.soundings.views(s.id))
    late = [t for t in told if isinstance(t, AlreadyDone)]
    assert len(views) + len(late) == len(who)
    assert closed.outcome.startswith(f"{len(views)} of {len(who)} replied")
    assert all("too late" in t.message and "words of" in t.message for t in late)
    written = deeds(council, s)
    assert written.count("view given") == len(views)
    assert written[-1] == "closed early"


def test_of_two_who_close_it_one_does_and_the_other_is_told(council: Council) -> None:
    s = opened(council)
    council.now = s.deadline - timedelta(seconds=1)
    told = together(
        lambda: council.do(sounding_closing.close, "asha", s.id, "one"),
        lambda: council.do(sounding_closing.close, "asha", s.id, "two"),
        lambda: council.do(sounding_closing.withdraw, "asha", s.id, "three"),
    )
    refused = [t for t in told if isinstance(t, AlreadyDone)]
    assert len(refused) == 2
    assert all("Nothing was changed" in r.message for r in refused)
    assert len(deeds(council, s)) == 2


def test_the_clock_closes_it_once_whatever_the_number_of_replicas(council: Council) -> None:
    s = opened(council)
    council.now = s.deadline
    counts = together(*[lambda: council.look(sounding_closing.close_due, council.now)] * 4)
    assert sorted(counts) == [0, 0, 0, 1]
    assert deeds(council, s) == ["opened", "closed at its deadline"]


def test_of_two_replies_for_one_place_the_second_sees_the_first(council: Council) -> None:
    s = opened(council)
    told = together(
        lambda: council.do(reply, "tom", s.id, Reply("yes", "mine", shown="")),
        lambda: council.do(note, "asha", s.id, "Tom", Reply("no", "by telephone", shown="")),
    )
    (refused,) = [t for t in told if isinstance(t, DomainError)]
    assert isinstance(refused, Conflict)
    assert "Yours was not recorded" in refused.message
    (view,) = council.look(lambda tx: tx.soundings.views(s.id))
    assert (view.via == NOTED) == ("mine" in refused.message)
