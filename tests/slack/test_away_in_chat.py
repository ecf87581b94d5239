"""/board away through the real App: the form, the quick form, both sides' messages, Home, cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from bot.slack.away_phrases import read_away
from tests.support.chat import dm, dm_with, home_with
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.absence_noting import AwayForm
from workflows.actions import Action, Status
from workflows.calendars import calendar_of
from workflows.deadlines import day_words

STEP = ids.ACTION_STEP


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def said(p: Product, user: str, channel: str = BOARD) -> str:
    return plain([m for m in p.ws.messages(channel, user) if m.get("ephemeral")][-1])


def away(p: Product, typed: str, user: str = HALLAM) -> str:
    p.ws.command(user, BOARD, f"/board away {typed}".strip())
    return said(p, user)


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def the_action(p: Product) -> Action:
    def query(tx: Any) -> list[Action]:
        return [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]

    found: Action = p.look(query)[0]
    return found


# --- what is typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("3 Aug to 17 Aug deputy <@U1|bo>", AwayForm("3 Aug", "17 Aug", deputy="<@U1|bo>")),
        (
            "<@U2|tom> from 3 Aug until 17 Aug, deputy: Bo Ek",
            AwayForm("3 Aug", "17 Aug", who="<@U2|tom>", deputy="Bo Ek"),
        ),
        (
            "Femi Adeleke is away 3 Aug - 17 Aug (covered by Bo Ek)",
            AwayForm("3 Aug", "17 Aug", who="Femi Adeleke", deputy="Bo Ek"),
        ),
        ("until Friday", AwayForm("", "Friday")),
        ("Friday to Monday", AwayForm("Friday", "Monday")),
        ("tomorrow", AwayForm("tomorrow", "tomorrow")),
        ("2027-08-03 to 2027-08-17", AwayForm("2027-08-03", "2027-08-17")),
        ("Tom Hallam until 17 August", AwayForm("", "17 August", who="Tom Hallam")),
        ("3–17 August", AwayForm("3", "17 August")),
    ],
)
def test_the_quick_form(typed: str, form: AwayForm) -> None:
    assert read_away(typed) == form


# --- through the App --------------------------------------------------------------------------


def test_typed_and_both_are_told(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    last = in_days(14)
    answer = away(p, f"today to {last.isoformat()} deputy @bea")
    assert "You are noted as away from" in answer
    assert "Bea Lindqvist* answers meanwhile. Both of you are told." in answer
    theirs = dm_with(p, BEA, "Tom Hallam is away")
    assert "you answer for what is theirs" in plain(theirs)
    assert "send the budget" in plain(theirs)
    mine = dm_with(p, HALLAM, "You are noted as away")
    assert day_words(last + timedelta(days=1)) in plain(mine)
    p.ws.open_home(HALLAM)
    home_with(p, HALLAM, f"You are away until {day_words(last)}", "Bea Lindqvist answers for you")
    p.ws.open_home(BEA)
    home = home_with(p, BEA, "You stand in for *Tom Hallam*", "send the budget")
    assert f"for Tom Hallam, away until {day_words(last)}" in plain(home)
    p.ws.press(BEA, home, STEP + "done")
    p.ws.submit(BEA, p.ws.open_view(BEA), {"text": "sent for Tom"})
    action = the_action(p)
    assert action.status is Status.PROPOSED_DONE
    assert action.notes[-1].on_behalf_of is not None
    p.ws.command(ASHA, BOARD, f"/action show {action.reference}")
    assert "Bea Lindqvist for Tom Hallam" in said(p, ASHA)


def test_the_form_opens_bare_and_is_kept(p: Product) -> None:
    p.ws.command(HALLAM, BOARD, "/board away")
    form = p.ws.open_view(HALLAM)
    assert "person" not in form["state"]["values"], "he is no officer"
    refused = p.ws.submit(
        HALLAM, form, {"until": in_days(7).isoformat(), "deputy": HALLAM}, check=False
    )
    assert "their own deputy" in refused["errors"]["deputy"]
    early = p.ws.submit(HALLAM, form, {"until": in_days(-3).isoformat()}, check=False)
    assert "is past already" in early["errors"]["until"]
    p.ws.submit(HALLAM, form, {"until": in_days(7).isoformat(), "deputy": BEA})
    assert "You are noted as away" in plain(p.ws.open_view(HALLAM))
    # The next time it lists what is noted, with a way to change and to end it.
    p.ws.command(HALLAM, BOARD, "/board away")
    listed = p.ws.open_view(HALLAM)
    assert "You are away" in plain(listed)
    p.ws.press(HALLAM, listed, ids.AWAY_STEP + "change")
    change = p.ws.open_view(HALLAM)
    assert change["state"]["values"]["deputy"]["value"]["selected_user"] == BEA
    p.ws.submit(HALLAM, change, {"until": in_days(9).isoformat(), "deputy": PEAKE})
    dm_with(p, PEAKE, "you answer for what is theirs")
    dm_with(p, BEA, "You no longer stand in for Tom Hallam.")
    p.ws.command(HALLAM, BOARD, "/board away")
    listed = p.ws.open_view(HALLAM)
    p.ws.press(HALLAM, listed, ids.AWAY_STEP + "end")
    assert "You are away" not in plain(p.ws.open_view(HALLAM)), "the list is drawn anew"
    dm_with(p, PEAKE, "Tom Hallam is back")


def test_an_officer_notes_it_for_somebody_outside_slack(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/board away")
    form = p.ws.open_view(ASHA)
    femi = p.look(lambda tx: next(x for x in tx.people.of_team("T0EXAMPLE") if "Femi" in x.name))
    values = {"person": femi.id, "until": in_days(7).isoformat(), "deputy": BEA}
    p.ws.submit(ASHA, form, values)
    assert "Femi Adeleke* is noted as away" in plain(p.ws.open_view(ASHA))
    p.ws.command(ASHA, BOARD, "/board away list")
    assert "Femi Adeleke from" in said(p, ASHA)
    p.ws.command(ASHA, BOARD, "/board away")
    listed = p.ws.open_view(ASHA)
    value = f"end|{femi.id}|"
    block = next(b for b in listed["blocks"] if value in str(b))
    chosen = next(o["value"] for o in block["accessory"]["options"] if value in o["value"])
    p.ws.select(ASHA, listed, ids.AWAY_STEP + "menu", chosen, block_id=block["block_id"])
    assert "Femi Adeleke" not in plain(
        {"blocks": [b for b in p.ws.open_view(ASHA)["blocks"] if b["type"] == "section"]}
    )


def test_i_am_back_from_home_and_by_command(p: Product) -> None:
    away(p, f"until {in_days(7).isoformat()} deputy @bea")
    p.ws.open_home(HALLAM)
    home = home_with(p, HALLAM, "You are away until")
    p.ws.press(HALLAM, home, ids.AWAY_STEP + "end")

    def gone() -> bool:
        return "You are away" not in plain(p.ws.home(HALLAM) or {})

    until(gone, 10, "a Home without it")
    dm_with(p, BEA, "Tom Hallam is back")
    assert "not noted as away" in away(p, "end")
    assert "Only Tom Hallam or an officer" in away(p, "@hallam until Friday", BEA)
    assert "`/board away until Friday`" in away(p, "help")


def test_reminders_go_to_the_deputy(p: Product) -> None:
    calendar = calendar_of("england")
    due = calendar.add(in_days(0), 2)
    p.ws.command(ASHA, BOARD, f"/action @hallam by {due.isoformat()}: send the budget")
    away(p, f"until {in_days(20).isoformat()} deputy @bea")
    for _ in range(6):
        p.to_working_day(1)
        p.settled()
        if any("send the budget" in plain(m) and "Due" in plain(m) for m in dm(p, BEA)[1:]):
            break
    today = [m for m in dm(p, BEA) if "Today" in plain(m) or "stand in for" in plain(m)]
    assert today, "the deputy's message of the day"
    assert not [m for m in dm(p, HALLAM) if plain(m).startswith("Today")]


def test_wants_e_mail_from_home_only_where_there_is_a_server(p: Product) -> None:
    p.ws.open_home(HALLAM)
    home = home_with(p, HALLAM, "Send me e-mail instead")
    p.ws.press(HALLAM, home, ids.PERSON_STEP + "email")
    assert "no mail server set" in plain(p.ws.open_view(HALLAM))
    assert p.look(lambda tx: tx.people.find_by_slack("T0EXAMPLE", HALLAM)).prefers_email is False
