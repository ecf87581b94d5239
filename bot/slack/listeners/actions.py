"""/action, the buttons of an action's card, its forms, and the shortcut "Record as action"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import gather, ids, message_reading
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.listeners import boards, links, reminders, report_backs
from bot.slack.listeners.action_steps import (
    again,
    checked,
    find_here,
    pressed,
    submitted,
    typed_step,
)
from bot.slack.parsing import (
    asker,
    changed_values,
    form_values,
    quick_form,
    reference_and_rest,
    split_names,
    unescape,
)
from bot.slack.views import action_forms as forms
from bot.slack.views import actions as views
from bot.slack.views import answers
from bot.slack.views import report_backs as report_back_views
from bot.slack.views.blocks import section
from workflows import (
    absences,
    action_answers,
    action_recording,
    board_setup,
    keeping,
    report_back_keeping,
)
from workflows.absences import Away
from workflows.access import Audience, Caller, Deed, disclose, may, require
from workflows.action_recording import Correction, NewAction
from workflows.action_steps import Step
from workflows.actions import COMPLETED, LIVE, Action
from workflows.digests import is_overdue
from workflows.errors import InvalidInput, NotFound
from workflows.ports import Transaction
from workflows.report_backs import Cycle

HELP = """*Recording*
`/action @owner by 13 March: send the budget` · names, initials and posts work too:
`/action DPH and RP by next meeting: review the plan` · `/action` alone opens a form
`/action report DPH every quarter: the performance report` comes back to the board · \
`/action report 060922/01` makes an action come back, or not (a form)
*Seeing*
`/action list` (mine in a direct message, the board's open ones in its channel) · \
`/action list overdue` · `list mine` · `list all` · `/action show 060922/01` · \
`/action reminders 060922/01` (on which days, to whom, why)
*Answering* (owner; an officer for an owner)
`/action progress 060922/01 drafted` · `blocked` · `done` · `more 060922/01 to 1 May: reason` · \
`hush 060922/01 until 1 May`
*Settling* (officer)
`/action accept 060922/01` or `accept all` · `return` · `reopen` · `cancel 060922/01 reason` · \
`agree 060922/01` or `refuse 060922/01 why` (more time) · \
`extend 060922/01 to 1 May: reason` · `reassign 060922/01 to DPH` · \
`transfer 060922/01 to Council: reason` · `send 060922/01 to Carers Group: why` (a sub-group; it \
comes back) · `escalate CG-03 why` (from a sub-group to its parent) · \
`edit 060922/01` · `undo 060922/01` · \
`keep 060922/01` (completed, but the next meeting does not close it) · \
`invite 060922/01` (ask the chair to invite the owner of what is overdue)"""


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}action")
    async def action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.action({"action_id": ids.ACTION_STEP + "menu"})
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        value = body["actions"][0]["selected_option"]["value"]
        step, _, packed = value.partition("|")
        await pressed(desk, client, body, Step(step), packed)
        await ack()

    for step in Step:

        @app.action({"action_id": ids.ACTION_STEP + step.value})
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            button = body["actions"][0]
            step = Step(button["action_id"].removeprefix(ids.ACTION_STEP))
            await pressed(desk, client, body, step, button["value"])
            await ack()

    @app.view(ids.STEP_FORM)
    async def step_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await submitted(desk, client, body)
        await ack()

    @app.view(ids.NEW_ACTION)
    async def new_action(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _new_submitted(desk, body)
        await ack()

    @app.view(ids.EDIT_ACTION)
    async def edit_action(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _edit_submitted(desk, body)
        await ack()

    @app.shortcut(ids.RECORD_ACTION)
    async def record_as_action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        found = message_reading.read(unescape(body["message"].get("text", "")))
        private = json.dumps({"channel": body["channel"]["id"], "origin": "message"})
        view = forms.new_action_form(
            private, text=found.text, due=found.due, written=", ".join(found.owners)
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    report_backs.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/action, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_quick, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    await typed.desk.ask(again(typed), _may_record_here, typed.who.channel_id)
    private = json.dumps({"channel": typed.who.channel_id})
    await typed.client.views_open(trigger_id=typed.trigger_id, view=forms.new_action_form(private))
    return Answer()


def _may_record_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> str:
    board = gather.board_for(tx, caller, channel)
    if board is None:
        return board_setup.board_here(tx, caller.person.team_id, channel).id
    require(caller, board.id, Deed.RECORD)
    return board.id


async def _quick(typed: Typed) -> Answer:
    quick = quick_form(typed.text)
    if quick is None:
        raise InvalidInput(
            "I could not tell who is to do what. Nothing was recorded. Write it as "
            "`/action @owner by 13 March: send the budget`, or type `/action` alone for a form."
        )
    new = NewAction(text=quick.text, owners=quick.owners, due=quick.due)
    channel = typed.who.channel_id
    action, today, away = await typed.desk.ask(typed.who, _record, channel, new)
    said = answers.recorded(action, today, away)
    offered = report_back_views.offer(action)
    return Answer(said, [section(said), *offered] if offered else None)


def _record(
    tx: Transaction,
    caller: Caller,
    channel: str,
    new: NewAction,
    now: datetime,
    *,
    board_id: str = "",
    back: tuple[Cycle, str] | None = None,
) -> tuple[Action, date, list[Away]]:
    """Record it for the board of this channel (or that board), and put its card there if it is open
    matter; with those of its owners who are away. `back`: it comes back so often, to the board of
    that name."""
    board_id = board_id or _may_record_here(tx, caller, channel, now)
    if back:
        hearing = report_back_keeping.receiver(tx, tx.boards.get(board_id), back[1])
        new = replace(new, cycle=back[0], report_to=hearing)
    action = action_recording.record(tx, caller, board_id, new, now)
    board = tx.boards.get(board_id)
    if not action.live:
        gather.put_card(tx, action, board.channel_id, caller)
    today = keeping.local_day(now, board)
    return action, today, absences.of_owners(tx, action, board, today)


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _list(typed: Typed) -> Answer:
    which = typed.text.strip().lower()
    heading, rows, today, withheld = await typed.desk.ask(
        again(typed), _listed, typed.who.channel_id, which
    )
    blocks = views.listing(heading, rows, today, withheld=withheld)
    return Answer(heading, blocks)


def _listed(
    tx: Transaction, caller: Caller, channel: str, which: str, now: datetime
) -> tuple[str, list[Action], date, int]:
    """Mine in a direct message, the board's in its channel; only the caller sees the answer."""
    board = tx.boards.find_by_channel(caller.person.team_id, channel)
    if board is None or which == "mine":
        rows = gather.mine(tx, caller)
        return "Your actions", rows, now.date(), 0
    today = keeping.local_day(now, board)
    statuses = LIVE | COMPLETED if which == "all" else LIVE
    seen = disclose(tx.actions.of_board(board.id, statuses), Audience(caller))
    rows = [a for a in seen.shown if which != "overdue" or is_overdue(a, today)]
    what = {"overdue": "overdue", "all": "open and completed"}.get(which, "open")
    captured = disclose(tx.actions.of_board(board.id, LIVE, live=True), Audience(caller))
    if captured.shown and which != "overdue" and may(caller, board.id, Deed.RECORD):
        rows += captured.shown
        what += f", {len(captured.shown)} captured and not issued yet"
    return f"{board.name}: {len(rows)} {what}", rows, today, seen.withheld


async def _show(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    card = await typed.desk.ask(again(typed), _shown, typed.who.channel_id, reference)
    return Answer(views.title(card.action), views.card(card))


def _shown(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> views.Card:
    action = find_here(tx, caller, channel, reference)
    card = gather.action_card(tx, action, Audience(caller), now, with_board=True)
    if card is None:
        raise NotFound(f"There is no action {reference} here.")
    return card


async def _accept(typed: Typed) -> Answer:
    if typed.text.strip().lower() != "all":
        return await typed_step(Step.ACCEPT)(typed)
    accepted = await typed.desk.ask(typed.who, _accept_all, typed.who.channel_id)
    count = len(accepted)
    if not count:
        return Answer("Nothing waits to be accepted here. Nothing was changed.")
    named = ", ".join(a.reference for a in accepted[:20])
    return Answer(f":white_check_mark: Accepted {count}: {named}.")


def _accept_all(tx: Transaction, caller: Caller, channel: str, now: datetime) -> list[Action]:
    board = gather.board_for(tx, caller, channel)
    if board is None:
        board = board_setup.board_here(tx, caller.person.team_id, channel)
    return action_answers.accept_all(tx, caller, board.id, now)


async def _reminders(typed: Typed) -> Answer:
    if not typed.text.strip():
        raise InvalidInput("Say of which action: `/action reminders 060922/01`.")
    return await reminders.show(typed, boards.board_meant)


async def _edit(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    action = await typed.desk.ask(again(typed), checked, typed.who.channel_id, reference, Step.EDIT)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=forms.edit_form(action))
    return Answer()


async def _undo(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    action, today = await typed.desk.ask(typed.who, _undone, typed.who.channel_id, reference)
    return Answer(f"Taken back. {answers.answered(action, today)}")


def _undone(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> tuple[Action, date]:
    if reference:
        action = find_here(tx, caller, channel, reference)
    else:
        action = action_recording.last_recorded(
            tx, caller, _may_record_here(tx, caller, channel, now)
        )
    undone = action_recording.undo(tx, caller, action.id, now)
    return undone, keeping.local_day(now, tx.boards.get(undone.board_id))


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "show": _show,
    "edit": _edit,
    "undo": _undo,
    "accept": _accept,
    "progress": typed_step(Step.PROGRESS),
    "blocked": typed_step(Step.BLOCKED),
    "done": typed_step(Step.DONE),
    "more": typed_step(Step.ASK_TIME),
    "hush": typed_step(Step.HUSH),
    "return": typed_step(Step.RETURN),
    "reopen": typed_step(Step.REOPEN),
    "extend": typed_step(Step.EXTEND),
    "agree": typed_step(Step.AGREE),
    "refuse": typed_step(Step.REFUSE),
    "reassign": typed_step(Step.REASSIGN),
    "transfer": typed_step(Step.TRANSFER),
    "cancel": typed_step(Step.CANCEL),
    "keep": typed_step(Step.KEEP_OPEN),
    "links": links.show,
    "invite": typed_step(Step.ASK_CHAIR),
    "reminders": _reminders,
    **report_backs.VERBS,
}


async def _new_submitted(desk: Desk, body: dict[str, Any]) -> None:
    view = body["view"]
    values = form_values(view)
    where = json.loads(view["private_metadata"])
    owners = [f"<@{u}>" for u in values.get("owners_slack", [])]
    new = NewAction(
        text=values["text"],
        owners=[*owners, *split_names(values.get("owners", ""))],
        due=values.get("due", ""),
        minute_ref=values.get("minute_ref", "").strip(),
        exempt=values.get("exempt", "").strip(),
        origin=where.get("origin", "chat"),
    )
    who = asker(body, once=f"form:{view['id']}")
    cycle = report_back_views.chosen_cycle(str(values.get("cycle", "")))
    back = None if cycle is None else (cycle, "")
    board_id = str(where.get("board_id", ""))
    await desk.ask(who, _record, where["channel"], new, board_id=board_id, back=back)


async def _edit_submitted(desk: Desk, body: dict[str, Any]) -> None:
    """Only what was changed in the form is sent: what was not touched cannot be spoilt by being
    read again."""
    view = body["view"]
    changed = changed_values(view)
    subject = ids.unpack(view["private_metadata"])
    change = Correction(
        text=changed.get("text"),
        owners=split_names(changed["owners"]) if "owners" in changed else None,
        due=changed.get("due"),
        minute_ref=changed.get("minute_ref"),
        exempt=changed.get("exempt"),
        version=subject.version,
    )
    who = asker(body, once=f"form:{view['id']}")
    reason = str(changed.get("reason", ""))
    await desk.ask(who, action_recording.edit, subject.subject_id, change, reason)
