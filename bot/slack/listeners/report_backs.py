"""Report-backs and matters between boards, as verbs of /action: report, send, escalate; and the
buttons that make an action a report-back. Part of /action; see `actions`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.action_steps import again, find_here
from bot.slack.parsing import asker, form_values, quick_form, reference_and_rest, unescape
from bot.slack.presses import presser
from bot.slack.views import answers
from bot.slack.views import report_backs as views
from bot.slack.views.actions import title_cut
from bot.slack.views.blocks import esc
from bot.slack.views.boards import done
from workflows import (
    absences,
    action_recording,
    board_setup,
    keeping,
    report_back_keeping,
    sub_group_work,
)
from workflows.absences import Away
from workflows.access import Caller, Deed, require
from workflows.action_recording import NewAction
from workflows.actions import Action
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.numbering import looks_like_reference
from workflows.ports import Transaction
from workflows.report_back_cycles import read_cycle
from workflows.report_back_keeping import Coming
from workflows.report_backs import Cycle

_EXAMPLE = "`/action report DPH every quarter: the performance report`"
#: What may stand between the owners and the colon: how often, then by when.
_OFTEN = re.compile(
    r"(?:^|\s)(?P<cycle>once|(?:at )?(?:each|every)(?: \w+){1,3}?|quarterly|annually|yearly|"
    r"twice a year|(?:six|three)-monthly|half-yearly|once a year)(?=\s+(?:by|before|to)\b|\s*$)",
    re.I,
)
_TO = re.compile(r"\s+to\s+(?P<board>[^:]+)$", re.I)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the form."""

    @app.action(ids.REPORT_STEP + "mark")
    async def mark(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        cycle, _, packed = str(body["actions"][0]["value"]).partition("|")
        action_id = ids.unpack(packed).subject_id
        who = presser(body)
        coming = Coming(views.chosen_cycle(cycle) or Cycle.ONCE)
        action, boards = await desk.ask(who, _mark, action_id, coming)
        await tell(client, who, views.answered(action, boards))
        await ack()

    @app.action(ids.REPORT_STEP + "form")
    async def open_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        action_id = ids.unpack(body["actions"][0]["value"]).subject_id
        drawn = await desk.ask(asker(body), _to_mark, action_id)
        await client.views_open(trigger_id=body["trigger_id"], view=views.form(*drawn))
        await ack()

    @app.view(ids.REPORT_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        values, subject = form_values(view), ids.unpack(view["private_metadata"])
        cycle = views.chosen_cycle(str(values.get("cycle", "")))
        who = asker(body, once=f"form:{view['id']}")
        if cycle is None:
            action, boards = await desk.ask(who, _unmark, subject.subject_id)
        else:
            coming = Coming(cycle, str(values.get("report_to", "")), subject.version)
            action, boards = await desk.ask(who, _mark, subject.subject_id, coming)
        said = views.answered(action, boards)
        await ack(response_action="update", view=done("Report-back", said))


def _mark(
    tx: Transaction, caller: Caller, action_id: str, coming: Coming, now: datetime
) -> tuple[Action, list[Board]]:
    action = report_back_keeping.mark(tx, caller, action_id, coming, now)
    return action, tx.boards.of_team(caller.person.team_id)


def _unmark(
    tx: Transaction, caller: Caller, action_id: str, now: datetime
) -> tuple[Action, list[Board]]:
    action = report_back_keeping.unmark(tx, caller, action_id, now)
    return action, tx.boards.of_team(caller.person.team_id)


def _to_mark(
    tx: Transaction, caller: Caller, action_id: str, now: datetime
) -> tuple[Action, Board | None, Board]:
    action = action_recording.seen(tx, caller, action_id)
    require(caller, action.board_id, Deed.RECORD)
    hears = tx.boards.get(action.report_to) if action.report_to else None
    return action, hears, tx.boards.get(action.board_id)


# --- /action report ---------------------------------------------------------------------------


async def _report(typed: Typed) -> Answer:
    """/action report OWNERS [how often] [to BOARD] [by WHEN]: TEXT, or of a reference the form."""
    text = unescape(typed.text).strip()
    if text and ":" not in text and looks_like_reference(text):
        drawn = await typed.desk.ask(again(typed), _found, typed.who.channel_id, text)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=views.form(*drawn))
        return Answer()
    quick = quick_form(typed.text)
    if quick is None:
        raise InvalidInput(
            f"Say who reports, how often, and on what. Nothing was recorded. For example: "
            f"{_EXAMPLE}, or of an action that there is: `/action report 060922/01`."
        )
    new, to = _read(quick.owners, quick.due, quick.text)
    action, today, away = await typed.desk.ask(typed.who, _record, typed.who.channel_id, new, to)
    boards = await typed.desk.ask(again(typed), _boards)
    said = f"{answers.recorded(action, today, away)}\n{views.answered(action, boards)}"
    return Answer(said)


def _read(owners: tuple[str, ...], due: str, text: str) -> tuple[NewAction, str]:
    """The action, with how often it comes back, and the board that hears it, as written."""
    named, cycle, to = [], Cycle.ONCE, ""
    for part in owners:
        if found := _TO.search(part):
            to, part = found["board"].strip(), part[: found.start()]
        if found := _OFTEN.search(part):
            cycle = read_cycle(found["cycle"]) or Cycle.ONCE
            part = f"{part[: found.start()]}{part[found.end() :]}"
        if part.strip():
            named.append(part.strip())
    if found := _OFTEN.search(due):
        cycle = read_cycle(found["cycle"]) or cycle
        due = f"{due[: found.start()]}{due[found.end() :]}".strip()
    return NewAction(text=text, owners=named, due=due, cycle=cycle), to


def _record(
    tx: Transaction, caller: Caller, channel: str, new: NewAction, to: str, now: datetime
) -> tuple[Action, date, list[Away]]:
    board = gather.board_for(tx, caller, channel)
    board = board or board_setup.board_here(tx, caller.person.team_id, channel)
    require(caller, board.id, Deed.RECORD)
    hearing = report_back_keeping.receiver(tx, board, to)
    action = action_recording.record(tx, caller, board.id, replace(new, report_to=hearing), now)
    if not action.live:
        gather.put_card(tx, action, board.channel_id, caller)
    today = keeping.local_day(now, board)
    return action, today, absences.of_owners(tx, action, board, today)


def _found(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> tuple[Action, Board | None, Board]:
    return _to_mark(tx, caller, find_here(tx, caller, channel, reference).id, now)


def _boards(tx: Transaction, caller: Caller, now: datetime) -> list[Board]:
    return tx.boards.of_team(caller.person.team_id)


# --- /action send, /action escalate -----------------------------------------------------------


async def _send(typed: Typed) -> Answer:
    """/action send REF to GROUP[: why]."""
    reference, rest = reference_and_rest(unescape(typed.text))
    group, _, why = rest.removeprefix("to ").partition(":")
    if reference and not any(c.isdigit() for c in reference):
        # "/action send the budget": an action to record, whose owner was forgotten.
        raise InvalidInput(
            "I could not tell who is to do what. Nothing was changed. To record an action write "
            "`/action @owner by 13 March: send the budget`; to send one to a sub-group, "
            "`/action send 060922/01 to Carers Group: why`."
        )
    if not reference or not group.strip():
        raise InvalidInput(
            "Say which action, and to which sub-group. Nothing was changed. For example: "
            "`/action send 060922/01 to Carers Group: they have the contacts`"
        )
    here, there, to = await typed.desk.ask(
        typed.who, _sent, typed.who.channel_id, reference, group.strip(), why.strip()
    )
    return Answer(
        f":arrow_right: {title_cut(here)} is with *{esc(to.name)}* as *{esc(there.reference)}*; "
        "its members are told. It stands in this board’s log until it comes back: "
        f"`/board groups {esc(to.short_name or to.name)}` shows it."
    )


def _sent(
    tx: Transaction, caller: Caller, channel: str, reference: str, group: str, why: str,
    now: datetime,
) -> tuple[Action, Action, Board]:  # fmt: skip
    action = find_here(tx, caller, channel, reference)
    here, there = sub_group_work.send(tx, caller, action.id, group, why, now)
    return here, there, tx.boards.get(there.board_id)


async def _escalate(typed: Typed) -> Answer:
    """/action escalate REF why."""
    reference, why = reference_and_rest(unescape(typed.text))
    if not reference:
        raise InvalidInput(
            "Say which action of the sub-group is to go to its parent board, and why. Nothing was "
            "changed. For example: `/action escalate CG-03 the trusts do not answer`"
        )
    here, there, to = await typed.desk.ask(
        typed.who, _escalated, typed.who.channel_id, reference, why
    )
    return Answer(
        f":arrow_up: {title_cut(here)} is put to *{esc(to.name)}* as *{esc(there.reference)}*. It "
        "waits here for the answer, which is noted on it by itself."
    )


def _escalated(
    tx: Transaction, caller: Caller, channel: str, reference: str, why: str, now: datetime
) -> tuple[Action, Action, Board]:
    action = find_here(tx, caller, channel, reference)
    here, there = sub_group_work.escalate(tx, caller, action.id, why, now)
    return here, there, tx.boards.get(there.board_id)


VERBS: Mapping[str, Handler] = {"report": _report, "send": _send, "escalate": _escalate}
