"""/board reminders, the preview of an action, its own reminders and the word to the chair, through
the real App: what people see, who may, what is refused and where."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.easter import easter

from bot.slack import ids
from tests.support.chat import in_days, last, said, the_board
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product
from tests.support.workspace import plain
from workflows.actions import Action
from workflows.boards import Follow
from workflows.dates import day_words

CALLOW = "U0CALLOW"


def recorded(p: Product, typed: str) -> Action:
    """An action recorded by Asha, as it stands in the register."""
    reference = re.search(r"\d{6}/\d\d", said(p, f"/action {typed}"))
    assert reference is not None
    return action(p, reference.group())


def action(p: Product, reference: str) -> Action:
    board = the_board(p)
    found = p.look(lambda tx: tx.actions.find_by_reference(board.id, reference))
    assert isinstance(found, Action)
    return found


def board_form(p: Product) -> dict[str, Any]:
    p.ws.command(ASHA, BOARD, "/board reminders")
    p.ws.press(ASHA, last(p), ids.REMINDERS_STEP + "board")
    found: dict[str, Any] = p.ws.open_view(ASHA)
    return found


def test_the_policy_in_words_for_everybody_and_the_button_for_officers(p: Product) -> None:
    text = said(p, "/board reminders")
    for sentence in (
        "Due at a meeting: the owner hears 15, 10 and 7 working days before it.",
        "5 working days late: the committee officer and the lead officer (where one is named).",
        "At 09:00 (Europe/London), on working days of England.",
    ):
        assert sentence in text
    assert ids.REMINDERS_STEP + "board" in str(last(p)["blocks"])
    assert "the owner hears 15" in said(p, "/board reminders", HALLAM)
    assert ids.REMINDERS_STEP + "board" not in str(last(p, HALLAM)["blocks"])


def test_an_officer_changes_all_of_it_and_is_told_what_changed(p: Product) -> None:
    waiting = recorded(p, f"@hallam by {in_days(p, 150)}: send the budget")
    year = in_days(p, 0).year + 1
    form = board_form(p)
    values = form["state"]["values"]
    assert values["overdue"]["value"]["value"] == "3 owner, 3 deputy, 5 officer, 5 lead officer"
    assert values["hour"]["value"]["selected_time"] == "09:00"
    p.ws.submit(
        ASHA,
        form,
        {
            "before_date": "20, 5",
            "overdue": "2 owner and deputy, 10 chair",
            "hour": "08:15",
            "nation": "scotland",
            "closed_days": f"24 December {year} to 3 January {year + 1}",
            "groups_answer": "chair",
            "agenda_before": "",
        },
    )
    text = plain(p.ws.open_view(ASHA))
    assert "Before a date: 10, 2, 0 → *20, 5*" in text
    assert "Agenda: 10, 7, 6 → *none*" in text
    closed = f"{day_words(date(year, 12, 24))} to {day_words(date(year + 1, 1, 3))}"
    assert f"Closed besides: no other days → *{closed}*" in text
    assert "The next reminder of one action moved to another day." in text
    board = the_board(p)
    assert board.policy.overdue == (Follow(2, "owner"), Follow(2, "deputy"), Follow(10, "chair"))
    assert (board.nation, board.groups_answer, len(board.closed_days)) == ("scotland", "chair", 11)
    assert action(p, waiting.reference).next_nudge_on != waiting.next_nudge_on
    assert f"Closed besides: {closed}." in said(p, "/board reminders")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("before_meeting", "ten", "whole working days from 0 to 60"),
        ("before_date", "-3", "whole working days"),
        ("overdue", "3 mayor", "do not know “mayor”"),
        ("overdue", "owner", "could not read “owner”"),
        ("overdue", "0 owner", "from 1 to 60"),
        ("overdue_every", "5.5", "one whole number"),
        ("outcome_grace", "99", "from 0 to 60"),
        ("officer_turn", "0", "from 1 to 60"),
        ("weekly_to", [], "who hears again"),
        ("before_to", [], "who hears of it beforehand"),
        ("closed_days", "when it snows", "is not one day"),
        ("closed_days", "1 May 2030 to 1 May 2031", "no closure that I can believe"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    p: Product, field: str, typed: Any, says: str
) -> None:
    before = the_board(p)
    refused = p.ws.submit(ASHA, board_form(p), {field: typed}, check=False)
    assert says in refused["errors"][field]
    assert the_board(p) == before


def test_nothing_changed_is_said_so(p: Product) -> None:
    before = the_board(p)
    p.ws.submit(ASHA, board_form(p), {})
    assert "Nothing was changed" in plain(p.ws.open_view(ASHA))
    assert the_board(p) == before


def test_of_two_forms_the_second_is_refused(p: Product) -> None:
    form = board_form(p)
    meanwhile = replace(the_board(p), groups_answer="chair")
    p.look(lambda tx: tx.boards.save(meanwhile))
    refused = p.ws.submit(ASHA, form, {"before_date": "30"}, check=False)
    assert "changed by somebody else" in str(refused)
    assert the_board(p).policy == meanwhile.policy


def test_the_preview_of_an_action_by_its_reference(p: Product) -> None:
    good_friday = easter(in_days(p, 300).year + 1) - timedelta(days=2)
    due = good_friday + timedelta(days=14)
    item = recorded(p, f"@hallam by {due}: send the budget")
    text = said(p, f"/board reminders {item.reference}")
    assert f"Would go out {day_words(good_friday - timedelta(days=2))}" in text
    assert "bank holidays (Good Friday, Easter Monday)" in text
    assert "Tom Hallam (owner)" in text
    assert f"10 working days before {day_words(due)}, when it is due" in text
    assert "Only the owner or a committee officer" in said(
        p, f"/board reminders {item.reference}", BEA
    )
    assert "no action 010101/99" in said(p, "/board reminders 010101/99")


def test_reminders_stand_on_the_card_and_an_officer_changes_them_there(p: Product) -> None:
    item = recorded(p, f"@hallam by {in_days(p, 150)}: send the budget")
    p.ws.command(ASHA, BOARD, f"/action show {item.reference}")
    p.ws.select(ASHA, last(p), ids.ACTION_STEP + "menu", _menu(last(p), "reminders"))
    shown = p.ws.open_view(ASHA)
    assert "Tom Hallam (owner)" in plain(shown)
    p.ws.press(ASHA, shown, ids.REMINDERS_STEP + "action")
    form = p.ws.open_view(ASHA)
    refused = p.ws.submit(ASHA, form, {"deputy": "Nobody Known"}, check=False)
    assert "do not know “Nobody Known”" in refused["errors"]["deputy"]
    refused = p.ws.submit(ASHA, form, {"deputy": "", "before": "soon"}, check=False)
    assert "whole working days" in refused["errors"]["before"]
    p.ws.submit(
        ASHA,
        form,
        {"deputy": "Bea Lindqvist", "lead": "Director of Public Health", "before": "30, 3"},
    )
    saved = action(p, item.reference)
    assert saved.deputy is not None
    assert saved.deputy.printed == "Bea Lindqvist"
    assert saved.lead is not None
    assert saved.lead.post_id is not None
    assert saved.policy is not None
    assert saved.policy.before_date == (30, 3)
    assert "Bea Lindqvist (deputy)" in plain(p.ws.open_view(ASHA))
    text = said(p, f"/action show {item.reference}")
    assert "Lead officer: Director of Public Health; Deputy: Bea Lindqvist" in text
    assert "Own reminders: before a meeting 15, 10, 7, before a date 30, 3" in text


def test_back_to_the_boards_reminders_and_undone(p: Product) -> None:
    item = recorded(p, f"@hallam by {in_days(p, 150)}: send the budget")
    _change(p, item, {"before": "30"})
    own = action(p, item.reference)
    assert own.policy is not None
    _change(p, item, {"as_board": ["yes"], "before": "40"})
    assert action(p, item.reference).policy is None
    assert action(p, item.reference).next_nudge_on == item.next_nudge_on
    assert "Taken back" in said(p, f"/action undo {item.reference}")
    back = action(p, item.reference)
    assert (back.policy, back.next_nudge_on) == (own.policy, own.next_nudge_on)


def test_an_owner_sees_the_preview_and_changes_nothing(p: Product) -> None:
    item = recorded(p, f"@hallam by {in_days(p, 150)}: send the budget")
    p.ws.command(HALLAM, BOARD, f"/action show {item.reference}")
    mine = last(p, HALLAM)
    p.ws.select(HALLAM, mine, ids.ACTION_STEP + "menu", _menu(mine, "reminders"))
    view = p.ws.open_view(HALLAM)
    assert "Tom Hallam (owner)" in plain(view)
    assert ids.REMINDERS_STEP not in str(view["blocks"])
    said(p, f"/action show {item.reference}", BEA)
    assert "reminders|" not in str(last(p, BEA)["blocks"])


def test_the_officer_asks_the_chair_once_a_day(p: Product) -> None:
    late = recorded(p, "@hallam by yesterday: send the budget")
    p.ws.command(ASHA, BOARD, f"/action show {late.reference}")
    card = last(p)
    p.ws.press(ASHA, card, ids.ACTION_STEP + "ask_chair")
    p.settled()
    told = plain(p.last(p.ws.dm(PEAKE), PEAKE))
    assert (
        "Asha Verma asks you, as chair, to invite the owner (Tom Hallam) to the meeting of" in told
    )
    assert late.reference in told
    again = said(p, f"/action invite {late.reference}")
    assert "has been asked about" in again
    p.settled()
    messages = p.ws.messages(p.ws.dm(PEAKE), PEAKE)
    assert sum("asks you, as chair" in plain(m) for m in messages) == 1
    deeds = [line.deed for line, _ in p.look(lambda tx: tx.ledger.of_subject("action", late.id))]
    assert deeds == ["recorded", "asked the chair"]
    assert "Only a committee officer" in said(p, f"/action invite {late.reference}", HALLAM)
    soon = recorded(p, "@hallam by tomorrow: send the accounts")
    assert "is not overdue" in said(p, f"/action invite {soon.reference}")
    assert "ask_chair" not in str(said(p, f"/action show {soon.reference}"))


def test_deputy_lead_and_chair_get_theirs_in_the_message_of_the_day(p: Product) -> None:
    p.ws.submit(ASHA, board_form(p), {"overdue": "1 owner and deputy, 1 lead officer, 1 chair"})
    item = recorded(p, f"@hallam by {in_days(p, 1)}: send the budget")
    _change(p, item, {"deputy": "Bea Lindqvist", "lead": "Maureen Okoro"})
    for _ in range(5):
        p.to_working_day(1)
        p.settled()
        if any(item.reference in plain(m) for m in p.ws.messages(p.ws.dm(PEAKE), PEAKE)):
            break
    for user in (HALLAM, BEA, PEAKE, "U0MAUREEN"):
        messages = [plain(m) for m in p.ws.messages(p.ws.dm(user), user)]
        assert any(item.reference in m for m in messages), user


def _menu(card: dict[str, Any], step: str) -> str:
    """The value of that entry of a card's menu."""
    entries = card["blocks"][0]["accessory"]["options"]
    found: str = next(o["value"] for o in entries if o["value"].startswith(f"{step}|"))
    return found


def _change(p: Product, item: Action, typed: dict[str, Any]) -> None:
    p.ws.command(ASHA, BOARD, f"/action show {item.reference}")
    p.ws.select(ASHA, last(p), ids.ACTION_STEP + "menu", _menu(last(p), "reminders"))
    p.ws.press(ASHA, p.ws.open_view(ASHA), ids.REMINDERS_STEP + "action")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), typed)
