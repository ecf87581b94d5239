"""The steps of an action as buttons, forms and verbs: done, progress, accept, extend and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners import reminders
from bot.slack.parsing import (
    asker,
    form_values,
    reference_and_rest,
    split_names,
    unescape,
)
from bot.slack.views import action_forms as forms
from bot.slack.views import answers as views
from workflows import action_answers, action_recording, action_reminders, incoming, keeping
from workflows.access import Caller
from workflows.action_steps import Step, check
from workflows.actions import Action
from workflows.answering import only_helps
from workflows.deadlines import read_date
from workflows.errors import InvalidInput
from workflows.ports import Transaction


def again(typed: Typed) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    who = typed.who
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def find_here(tx: Transaction, caller: Caller, channel: str, reference: str) -> Action:
    board = tx.boards.find_by_channel(caller.person.team_id, channel)
    return action_recording.find(tx, caller, board.id if board else None, reference)


def typed_step(step: Step) -> Handler:
    """A verb that takes a reference and, after it, the words of the step."""

    async def run(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(typed.text)
        if not rest and forms.needs_form(step) and step is not Step.DONE and typed.trigger_id:
            action = await typed.desk.ask(
                again(typed), checked, typed.who.channel_id, reference, step
            )
            await open_form(typed.client, typed.trigger_id, step, action, typed.who.channel_id)
            return Answer()
        values = _values_of(step, unescape(rest))
        said = await typed.desk.ask(
            typed.who, _answer_by_reference, typed.who.channel_id, reference, step, values
        )
        return Answer(said)

    return run


def checked(
    tx: Transaction, caller: Caller, channel: str, reference: str, step: Step, now: datetime
) -> Action:
    action = find_here(tx, caller, channel, reference)
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


def _answer_by_reference(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    action = find_here(tx, caller, channel, reference)
    return _answer(tx, caller, action.id, step, values, now)


def _answer(
    tx: Transaction,
    caller: Caller,
    action_id: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Take a step; what that did, and whose turn it is, in words."""
    action, today = take(tx, caller, action_id, step, values, now)
    return views.answered(action, today, step, noted=only_helps(action, caller))


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
            chosen = [f"<@{u}>" for u in values.get("owners_slack") or []]
            owners = [*chosen, *split_names(str(values.get("owners", "")))]
            action = recording.reassign(tx, caller, action_id, owners, reason, now)
        case Step.TRANSFER:
            receiver = str(values.get("receiver", ""))
            action = recording.transfer(tx, caller, action_id, receiver, reason, now)
        case Step.CANCEL:
            action = recording.cancel(tx, caller, action_id, reason, now)
        case Step.KEEP_OPEN:
            keep = not tx.actions.get(action_id).keep_open
            action = answers.keep_open(tx, caller, action_id, keep, now)
        case Step.ASK_CHAIR:
            action_reminders.ask_chair(tx, caller, action_id, now)
            action = tx.actions.get(action_id)
        case Step.EDIT | Step.REMINDERS:
            raise InvalidInput("Open the card and press the button there.")
    return action, today


async def pressed(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], step: Step, packed: str
) -> None:
    """A button of a card: open the step's form, or take the step at once."""
    subject = ids.unpack(packed)
    if step is Step.REMINDERS:
        await reminders.open_preview(desk, client, body, subject.subject_id)
        return
    if step is Step.EDIT or forms.needs_form(step):
        action = await desk.ask(asker(body), _checked_by_id, subject.subject_id, step)
        channel = asker(body).channel_id
        await open_form(client, body["trigger_id"], step, action, channel)
        return
    place = body.get("container", {})
    where = place.get("message_ts") or place.get("view_id") or ""
    who = asker(body, once=f"press:{body['user']['id']}:{where}:{step.value}:{packed}")
    await tell(client, who, await desk.ask(who, _answer, subject.subject_id, step, {}))


def _checked_by_id(
    tx: Transaction, caller: Caller, action_id: str, step: Step, now: datetime
) -> Action:
    action = action_recording.seen(tx, caller, action_id)
    check(action, caller, step)
    return action


async def open_form(
    client: AsyncWebClient, trigger: str, step: Step, action: Action, channel: str
) -> None:
    edit = step is Step.EDIT
    form = forms.edit_form(action) if edit else forms.step_form(step, action, channel)
    await client.views_open(trigger_id=trigger, view=form)


async def submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """Take the step with what the form holds, and say what that did where it was opened."""
    view = body["view"]
    name, channel, packed = view["private_metadata"].split("|", 2)
    step, who = Step(name), asker(body, once=f"form:{view['id']}")
    subject = ids.unpack(packed).subject_id
    said = await desk.ask(who, _answer, subject, step, form_values(view))
    await tell(client, replace(who, channel_id=channel), said)
