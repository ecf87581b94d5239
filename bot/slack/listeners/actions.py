"""/action, the buttons of an action's card, its forms, and the shortcut "Record as action"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.parsing import (
    asker,
    changed_values,
    form_values,
    quick_form,
    reference_and_rest,
    split_names,
    unescape,
)
from bot.slack.views import actions as views
from workflows import action_answers, action_recording, board_setup, incoming, keeping
from workflows.access import Audience, Caller, Deed, disclose, require
from workflows.action_recording import Correction, NewAction
from workflows.action_steps import Step, check
from workflows.actions import COMPLETED, LIVE, Action
from workflows.deadlines import read_date
from workflows.deliveries import Kind, Parcel
from workflows.digests import is_overdue
from workflows.errors import InvalidInput, NotFound
from workflows.ports import Transaction

HELP = """*Recording*
`/action @owner by 13 March: send the budget` · names, initials and posts work too:
`/action DPH and RP by next meeting: review the plan` · `/action` alone opens a form
*Seeing*
`/action list` (mine in a direct message, the board's open ones in its channel) · \
`/action list overdue` · `/action show 060922/01`
*Answering* (owner; an officer for an owner)
`/action progress 060922/01 drafted` · `blocked` · `done` · `more 060922/01 to 1 May: reason`
*Settling* (officer)
`/action accept 060922/01` or `accept all` · `return` · `reopen` · `cancel 060922/01 reason` · \
`extend 060922/01 to 1 May: reason` · `reassign 060922/01 to DPH` · \
`transfer 060922/01 to Council: reason` · `edit 060922/01` · `undo 060922/01` · \
`keep 060922/01` (completed, but the next meeting does not close it)"""


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}action")
    async def action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.action({"action_id": ids.ACTION_STEP + "menu"})
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        value = body["actions"][0]["selected_option"]["value"]
        step, _, packed = value.partition("|")
        await _pressed(desk, client, body, Step(step), packed)
        await ack()

    for step in Step:

        @app.action({"action_id": ids.ACTION_STEP + step.value})
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            pressed = body["actions"][0]
            step = Step(pressed["action_id"].removeprefix(ids.ACTION_STEP))
            await _pressed(desk, client, body, step, pressed["value"])
            await ack()

    @app.view(ids.STEP_FORM)
    async def step_form(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _step_submitted(desk, body)
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
        text = unescape(body["message"].get("text", ""))
        quick = quick_form(text)
        private = json.dumps({"channel": body["channel"]["id"], "origin": "message"})
        view = views.new_action_form(
            private,
            text=quick.text if quick and quick.due else text,
            due=quick.due if quick else "",
            written=", ".join(quick.owners) if quick and quick.due else "",
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()


async def handle(typed: Typed) -> Answer:
    """/action, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_quick, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    await typed.desk.ask(_again(typed), _may_record_here, typed.who.channel_id)
    private = json.dumps({"channel": typed.who.channel_id})
    await typed.client.views_open(trigger_id=typed.trigger_id, view=views.new_action_form(private))
    return Answer()


def _again(typed: Typed) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    who = typed.who
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


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
            "I could not tell who is to do what. Nothing was recorded. You typed: "
            f"“{typed.text[:300]}”. Write it as `/action @owner by 13 March: send the budget`, "
            "or type `/action` alone for a form."
        )
    new = NewAction(text=quick.text, owners=quick.owners, due=quick.due)
    action, today = await typed.desk.ask(typed.who, _record, typed.who.channel_id, new)
    return Answer(views.recorded(action, today))


def _record(
    tx: Transaction, caller: Caller, channel: str, new: NewAction, now: datetime
) -> tuple[Action, date]:
    """Record it for the board of this channel, and put its card there if it is open matter."""
    board_id = _may_record_here(tx, caller, channel, now)
    action = action_recording.record(tx, caller, board_id, new, now)
    board = tx.boards.get(board_id)
    if not action.live:
        show_card(tx, action, board.channel_id, caller)
    return action, keeping.local_day(now, board)


def show_card(tx: Transaction, action: Action, channel: str, caller: Caller) -> None:
    """Its card in the board's channel; exempt matter goes to the officer alone."""
    board = tx.boards.get(action.board_id)
    tx.outbox.put(
        Parcel(
            key=f"card:{action.id}:{action.version}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="action_card",
            args={"action_id": action.id},
            channel=None if action.exempt else channel,
            person_id=caller.id if action.exempt else None,
        )
    )


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _list(typed: Typed) -> Answer:
    which = typed.text.strip().lower()
    heading, rows, today, withheld = await typed.desk.ask(
        _again(typed), _listed, typed.who.channel_id, which
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
    return f"{board.name}: {len(rows)} {what}", rows, today, seen.withheld


async def _show(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    card = await typed.desk.ask(_again(typed), _shown, typed.who.channel_id, reference)
    return Answer(views.title(card.action), views.card(card))


def _shown(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> views.Card:
    action = _find(tx, caller, channel, reference)
    card = gather.action_card(tx, action, Audience(caller), now, with_board=True)
    if card is None:
        raise NotFound(f"There is no action {reference} here.")
    return card


def _find(tx: Transaction, caller: Caller, channel: str, reference: str) -> Action:
    board = tx.boards.find_by_channel(caller.person.team_id, channel)
    return action_recording.find(tx, caller, board.id if board else None, reference)


def _typed_step(step: Step) -> Handler:
    """A verb that takes a reference and, after it, the words of the step."""

    async def run(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(typed.text)
        if not rest and views.needs_form(step) and step is not Step.DONE and typed.trigger_id:
            action = await typed.desk.ask(
                _again(typed), _checked, typed.who.channel_id, reference, step
            )
            await _open_form(typed.client, typed.trigger_id, step, action)
            return Answer()
        values = _values_of(step, unescape(rest))
        action, today = await typed.desk.ask(
            typed.who, _take_by_reference, typed.who.channel_id, reference, step, values
        )
        return Answer(views.answered(action, today))

    return run


def _checked(
    tx: Transaction, caller: Caller, channel: str, reference: str, step: Step, now: datetime
) -> Action:
    action = _find(tx, caller, channel, reference)
    check(action, caller, step)
    return action


def _values_of(step: Step, rest: str) -> dict[str, Any]:
    """The words after a reference as the fields of the step's form."""
    head, colon, tail = rest.partition(":")
    head = head.removeprefix("to ").removeprefix("until ").strip()
    if step in (Step.EXTEND, Step.ASK_TIME):
        return {"due": head, "reason": tail.strip()}
    if step is Step.TRANSFER:
        return {"receiver": head, "reason": tail.strip()}
    if step is Step.REASSIGN:
        return {"owners": head, "reason": tail.strip() if colon else ""}
    if step is Step.HUSH:
        return {"until": head}
    return {"text": rest, "reason": rest}


def _take_by_reference(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> tuple[Action, date]:
    action = _find(tx, caller, channel, reference)
    return take(tx, caller, action.id, step, values, now)


def take(
    tx: Transaction,
    caller: Caller,
    action_id: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> tuple[Action, date]:
    """Take a step with what its form held; the action as it stands then, and the board's day."""
    text, reason = str(values.get("text", "")), str(values.get("reason", ""))
    due = str(values.get("due", ""))
    answers, recording = action_answers, action_recording
    board = tx.boards.get(tx.actions.get(action_id).board_id)
    today = keeping.local_day(now, board)
    match step:
        case Step.PROGRESS:
            action = answers.progress(tx, caller, action_id, text, now)
        case Step.BLOCKED:
            action = answers.blocked(tx, caller, action_id, text, now)
        case Step.NOT_MINE:
            action = answers.not_mine(tx, caller, action_id, text, now)
        case Step.DONE:
            action = answers.done(tx, caller, action_id, text, now)
            files = [f["id"] for f in values.get("files") or []]
            incoming.ask_for_evidence(tx, caller, action, files)
        case Step.ASK_TIME:
            action = answers.ask_time(tx, caller, action_id, due, reason, now)
        case Step.HUSH:
            until = read_date(str(values.get("until", "")), on=today)
            action = answers.hush(tx, caller, action_id, until, now)
        case Step.ACCEPT:
            action = answers.accept(tx, caller, action_id, now)
        case Step.RETURN:
            action = answers.return_(tx, caller, action_id, reason, now)
        case Step.REOPEN:
            action = answers.reopen(tx, caller, action_id, reason, now)
        case Step.EXTEND:
            action = answers.extend(tx, caller, action_id, due, reason, now)
        case Step.AGREE:
            action = answers.agree(tx, caller, action_id, now)
        case Step.REFUSE:
            action = answers.refuse(tx, caller, action_id, reason, now)
        case Step.REASSIGN:
            owners = split_names(str(values.get("owners", "")))
            action = recording.reassign(tx, caller, action_id, owners, reason, now)
        case Step.TRANSFER:
            receiver = str(values.get("receiver", ""))
            action = recording.transfer(tx, caller, action_id, receiver, reason, now)
        case Step.CANCEL:
            action = recording.cancel(tx, caller, action_id, reason, now)
        case Step.KEEP_OPEN:
            keep = not tx.actions.get(action_id).keep_open
            action = answers.keep_open(tx, caller, action_id, keep, now)
        case Step.EDIT:
            raise InvalidInput("Open the card and press Edit.")
    return action, today


async def _accept(typed: Typed) -> Answer:
    if typed.text.strip().lower() != "all":
        return await _typed_step(Step.ACCEPT)(typed)
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


async def _edit(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    action = await typed.desk.ask(
        _again(typed), _checked, typed.who.channel_id, reference, Step.EDIT
    )
    await typed.client.views_open(trigger_id=typed.trigger_id, view=views.edit_form(action))
    return Answer()


async def _undo(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(typed.text)
    action, today = await typed.desk.ask(typed.who, _undone, typed.who.channel_id, reference)
    return Answer(f"Taken back. {views.answered(action, today)}")


def _undone(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> tuple[Action, date]:
    action = _find(tx, caller, channel, reference)
    undone = action_recording.undo(tx, caller, action.id, now)
    return undone, keeping.local_day(now, tx.boards.get(undone.board_id))


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "show": _show,
    "edit": _edit,
    "undo": _undo,
    "accept": _accept,
    "progress": _typed_step(Step.PROGRESS),
    "blocked": _typed_step(Step.BLOCKED),
    "done": _typed_step(Step.DONE),
    "more": _typed_step(Step.ASK_TIME),
    "hush": _typed_step(Step.HUSH),
    "return": _typed_step(Step.RETURN),
    "reopen": _typed_step(Step.REOPEN),
    "extend": _typed_step(Step.EXTEND),
    "agree": _typed_step(Step.AGREE),
    "refuse": _typed_step(Step.REFUSE),
    "reassign": _typed_step(Step.REASSIGN),
    "transfer": _typed_step(Step.TRANSFER),
    "cancel": _typed_step(Step.CANCEL),
    "keep": _typed_step(Step.KEEP_OPEN),
}


async def _pressed(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], step: Step, packed: str
) -> None:
    """A button of a card: open the step's form, or take the step at once."""
    subject = ids.unpack(packed)
    if step is Step.EDIT or views.needs_form(step):
        action = await desk.ask(asker(body), _checked_by_id, subject.subject_id, step)
        await _open_form(client, body["trigger_id"], step, action)
        return
    place = body.get("container", {})
    where = place.get("message_ts") or place.get("view_id") or ""
    who = asker(body, once=f"press:{body['user']['id']}:{where}:{step.value}:{packed}")
    action, today = await desk.ask(who, take, subject.subject_id, step, {})
    channel = (body.get("channel") or {}).get("id")
    if channel:
        await client.chat_postEphemeral(
            channel=channel, user=who.user_id, text=views.answered(action, today)
        )


def _checked_by_id(
    tx: Transaction, caller: Caller, action_id: str, step: Step, now: datetime
) -> Action:
    action = action_recording.seen(tx, caller, action_id)
    check(action, caller, step)
    return action


async def _open_form(client: AsyncWebClient, trigger: str, step: Step, action: Action) -> None:
    form = views.edit_form(action) if step is Step.EDIT else views.step_form(step, action)
    await client.views_open(trigger_id=trigger, view=form)


async def _step_submitted(desk: Desk, body: dict[str, Any]) -> None:
    view = body["view"]
    step, _, packed = view["private_metadata"].partition("|")
    who = asker(body, once=f"form:{view['id']}")
    await desk.ask(who, take, ids.unpack(packed).subject_id, Step(step), form_values(view))


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
    await desk.ask(who, _record, where["channel"], new)


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
