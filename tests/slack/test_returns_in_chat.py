"""/board returns through the real App: typed, in forms, by the menu, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack import ids
from bot.slack.listeners.returns import read_form
from tests.support.chat import form, in_days, last, planned, said, the_board
from tests.support.product import ASHA, HALLAM, Product
from tests.support.workspace import plain
from workflows.errors import InvalidInput
from workflows.returns import ReturnState, StatutoryReturn


def returns(p: Product) -> list[StatutoryReturn]:
    board_id = the_board(p).id
    found: list[StatutoryReturn] = p.look(lambda tx: tx.returns.of_board(board_id))
    return found


def add(p: Product, days: int = 300, more: str = ": to NHS England; owner Tom Hallam") -> str:
    due = in_days(p, days).isoformat()
    return said(p, f"/board returns add Better Care Fund plan by {due}{more}")


def test_typed_from_the_day_to_the_report(p: Product) -> None:
    assert "No return is in hand" in said(p, "/board returns")
    text = add(p)
    assert "*Better Care Fund plan* to NHS England" in text
    assert "to be signed off at the meeting of" in text
    (made,) = returns(p)
    assert made.owner == "Tom Hallam"
    assert "is in the register already" in add(p)
    assert "Nobody has signed" in said(p, "/board returns submitted 1")
    assert "signed off, to be submitted" in said(p, "/board returns signed 1: minute 27/9")
    assert "report at the next meeting" in said(p, "/board returns submitted better care")
    assert returns(p)[0].state is ReturnState.SUBMITTED
    assert "Reported to the board." in said(p, "/board returns reported 1")
    assert "No return is in hand" in said(p, "/board returns")
    assert "Better Care Fund plan" in said(p, "/board returns all")
    assert "Statutory returns" in said(p, "/board returns help")
    assert "I do not know that" in said(p, "/board returns juggle")


def test_a_return_that_no_meeting_reaches_says_so(p: Product) -> None:
    before = (planned(p).day - timedelta(days=1)).isoformat()
    text = said(p, f"/board returns add PNA by {before}")
    assert "needs a delegation" in text
    assert "needs a delegation" in said(p, "/meeting forward")


def test_by_form_and_menu(p: Product) -> None:
    view = form(p, "/board returns add")
    due = in_days(p, 300).isoformat()
    p.ws.submit(ASHA, view, {"title": "Discharge fund", "due": due, "cycle": "fortnightly"})
    (made,) = returns(p)
    assert (made.title, made.cycle) == ("Discharge fund", "fortnightly")
    said(p, "/board returns")
    value = ids.pack(made.id, made.version)
    p.ws.select(ASHA, last(p), ids.RETURNS_STEP + "menu", f"change|{value}")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"basis": "the grant’s terms"})
    (changed,) = returns(p)
    assert changed.basis == "the grant’s terms"
    said(p, "/board returns")
    value = ids.pack(changed.id, changed.version)
    p.ws.select(ASHA, last(p), ids.RETURNS_STEP + "menu", f"withdraw|{value}")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"reason": "the fund has ended"})
    assert returns(p)[0].state is ReturnState.WITHDRAWN


def test_a_member_sees_and_does_not_write(p: Product) -> None:
    add(p)
    text = said(p, "/board returns", HALLAM)
    assert "Better Care Fund plan" in text
    assert ids.RETURNS_STEP not in str(last(p, HALLAM)["blocks"])
    for typed in ("add X by 1 May 2031", "signed 1", "withdraw 1: no", "add"):
        assert "Only a committee officer" in said(p, f"/board returns {typed}", HALLAM)
    assert "Better Care" in plain(last(p, ASHA))


@pytest.mark.parametrize("typed", ["Better Care Fund plan", "X by 1 May: nonsense 3"])
def test_what_cannot_be_read(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_form(typed)


def test_the_parts_of_the_quick_form() -> None:
    read = read_form(
        "Plan by 30 June 2027: to NHS England; owner DPH; sign off 11 May; "
        "report by 1 September; cycle quarterly; basis the framework"
    )
    assert (read.title, read.due, read.to, read.owner) == (
        "Plan",
        "30 June 2027",
        "NHS England",
        "DPH",
    )
    assert (read.sign_off, read.report_by, read.cycle, read.basis) == (
        "11 May",
        "1 September",
        "quarterly",
        "the framework",
    )
