"""However much somebody owns, what is told of their absence or their going fits a message."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.slack.views import absences as absence_views
from bot.slack.views import leavers as leaver_views
from bot.workspace.blocks import check_message, check_view
from workflows.absences import Absences, Away, Notice, Reader
from workflows.access import Caller
from workflows.actions import Action, Owner
from workflows.boards import Board
from workflows.deadlines import Due
from workflows.handing_over import Leaver
from workflows.people import Absence, Person

TODAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
TOM = Person("p1", "T1", "Tom <Hallam> & sons", "U1")
BEA = Person("p2", "T1", "Bea", "U2")
BOARD = Board("b1", "T1", "Exampleshire Board", "C1", NOW)
AWAY = Away(Absence("a1", "T1", "p1", TODAY, date(2027, 1, 22), "p1", "p2"), TOM, BEA, BEA, True)


def actions(count: int) -> tuple[Action, ...]:
    def made(n: int) -> Action:
        owner = Owner("Tom <Hallam> " * 10, "p1")
        return Action(f"i{n}", "b1", f"EB-{n}", "x <&> " * 400, (owner,), Due(), Due(), "p2", NOW)

    return tuple(made(n) for n in range(count))


@pytest.mark.parametrize("count", [0, 1, 39, 41, 200])
@pytest.mark.parametrize("reader", ["person", "deputy", "officer"])
def test_notices_fit(count: int, reader: Reader) -> None:
    notice = Notice(AWAY, reader, actions(count), True, {"b1": BOARD}, TODAY)
    blocks = absence_views.notice_blocks(notice)
    assert check_message(blocks) == []
    assert len(blocks) <= 50
    assert "<Hallam>" not in str(blocks), "what people wrote is escaped"


@pytest.mark.parametrize("count", [0, 1, 39, 41, 200])
@pytest.mark.parametrize("why", ["account", "removed"])
def test_what_a_leaver_leaves_fits(count: int, why: str) -> None:
    rows = actions(count)
    data = Leaver(TOM, why, rows, rows[:30], (), {"b1": BOARD}, TODAY)
    blocks = leaver_views.leaver_blocks(data)
    assert check_message(blocks) == []
    assert len(blocks) <= 50
    assert ("and 160 more" in str(blocks)) is (count == 200)


def test_a_long_list_of_absences_fits_the_form() -> None:
    people = tuple(Person(f"p{n}", "T1", f"Person {n}", f"U{n}") for n in range(150))
    data = Absences(TODAY, Caller(TOM), (AWAY,), (AWAY,), (AWAY,) * 70, people)
    form = absence_views.away_modal(data)
    assert check_view(form) == []
    assert len(form["blocks"]) <= 100
    assert "and 50 more" in str(form)
