"""/meeting agenda: the agenda of a meeting, typed or pressed. Part of /meeting; see `meetings`. Its
steps stand in `agenda_steps`, what goes out in `agenda_out`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners import agenda_out
from bot.slack.listeners import agenda_steps as steps
from bot.slack.listeners.boards import again, board_meant
from bot.slack.parsing import asker, form_values, unescape, words
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import agendas as views
from bot.slack.views.blocks import esc, section
from bot.slack.views.meetings import done
from workflows import (
    meeting_finding,
)
from workflows.access import Caller
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.ports import Transaction

HELP = Topic(
    "agenda",
    "the agenda of a meeting: items, proposals, what goes out",
    """*The agenda* (officer; `/meeting agenda 14 March …` for another meeting than the next)
`/meeting agenda` shows it with buttons
`/meeting agenda add 7 Budget, Director of Finance, 20 min, for decision, paper` · also `pages \
7-20`, `10:15-10:35`, `verbal`, `presentation`, `to follow`, `exempt 3 because …`
`/meeting agenda change 7 15 min, for information` · `/meeting agenda move 7 before 5` · \
`/meeting agenda order 3 1 2` · `/meeting agenda drop 7 because …`
`/meeting agenda defer 7 because …` to the next meeting · `/meeting agenda defer 7 to 14 March \
because …` · it comes back until it is heard
`/meeting agenda urgent Flood: the chair’s reason` an item taken without notice
`/meeting agenda report 5 and 7` one report for both
*What is due* comes by itself: `/meeting agenda take A C` · `/meeting agenda take all` · \
`/meeting agenda refuse B because …`
*A pack that was read* `/meeting agenda paper` takes its agenda over, with recommendations, and \
says where a report does not fit its item
*At the meeting* `/meeting agenda done 7 ratified` · `/meeting agenda done all` · \
`/meeting agenda back 7`
*Out* `/meeting agenda out` shows it in the channel, with the document · `/meeting agenda word` \
sends the document to you
*Standing items* `/meeting help standing`""",
)

_AGENDAS = frozenset({MeetingState.PLANNED, MeetingState.OPEN, MeetingState.CLOSED})
_FORMS = ("refuse", "drop", "defer")


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms of an agenda."""

    @app.action(ids.AGENDA_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        step, _, packed = body["actions"][0]["selected_option"]["value"].partition("|")
        item_id = ids.unpack(packed).subject_id
        if step == "edit" or step in _FORMS:
            form = await desk.ask(asker(body), steps.form_of, step, item_id)
            await client.views_open(trigger_id=body["trigger_id"], view=form)
        else:
            who = presser(body)
            await _tell(client, who, await desk.ask(who, steps.stepped, step, item_id))
        await ack()

    @app.action(ids.AGENDA_STEP + "add")
    async def press_add(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board, meeting = await desk.ask(asker(body), steps.to_add, body["actions"][0]["value"])
        form = views.item_form(board, meeting)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.action(ids.AGENDA_STEP + "take_all")
    async def take_all(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        await _tell(client, who, await desk.ask(who, steps.take_all, body["actions"][0]["value"]))
        await ack()

    @app.action(ids.AGENDA_STEP + "done_all")
    async def done_all(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        await _tell(client, who, await desk.ask(who, steps.all_done, body["actions"][0]["value"]))
        await ack()

    @app.action(ids.AGENDA_STEP + "from_paper")
    async def from_paper(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        await _tell(client, who, await desk.ask(who, steps.from_paper, body["actions"][0]["value"]))
        await ack()

    @app.action(ids.AGENDA_STEP + "show")
    async def show(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        await _tell(client, who, await desk.ask(who, steps.card_by_id, body["actions"][0]["value"]))
        await ack()

    @app.view(ids.AGENDA_ITEM_FORM)
    async def item_given(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        meeting_id, _, packed = view["private_metadata"].partition("|")
        opened = ids.unpack(packed) if packed else None
        form = steps.read_form(form_values(view), opened.version if opened else None)
        who = asker(body, once=f"form:{view['id']}")
        item_id = opened.subject_id if opened else None
        text, _ = await desk.ask(who, steps.saved, meeting_id, item_id, form)
        await ack(response_action="update", view=done("Agenda", text))

    @app.view(ids.AGENDA_REFUSE_FORM)
    async def reason_given(ack: AsyncAck, body: dict[str, Any]) -> None:
        view, values = body["view"], form_values(body["view"])
        step, _, packed = view["private_metadata"].partition("|")
        who = asker(body, once=f"form:{view['id']}")
        to = values.get("to", "-")
        args = ids.unpack(packed).subject_id, values.get("reason", ""), "" if to == "-" else to
        text, _ = await desk.ask(who, steps.with_reason, step, *args)
        await ack(response_action="update", view=done("Agenda", text))

    agenda_out.register(app, desk)


async def _tell(client: AsyncWebClient, who: Asker, said: steps.Said) -> None:
    text, card = said
    await tell(client, who, text, [section(text), *views.card(card)])


async def _agenda(typed: Typed) -> Answer:
    """/meeting agenda [DAY] [VERB …]."""
    text = unescape(typed.text).strip()
    board, meeting, rest = await typed.desk.ask(
        again(typed.who), _meant, typed.who.channel_id, text
    )
    verb, matter = words(rest)
    if not verb:
        _, card = await typed.desk.ask(typed.who, steps.card_by_id, meeting.id)
        return Answer(views.heading(card.sheet), views.card(card))
    if verb == "add" and not matter:
        board, meeting = await typed.desk.ask(again(typed.who), steps.to_add, meeting.id)
        form = views.item_form(board, meeting)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
        return Answer()
    if verb in agenda_out.STEPS:
        return Answer(await typed.desk.ask(typed.who, agenda_out.STEPS[verb], meeting.id))
    if verb not in steps.STEPS:
        return Answer(f"I do not know `{esc(verb[:40])}` here. Nothing was changed.\n{HELP.text}")
    text, card = await typed.desk.ask(typed.who, steps.STEPS[verb], meeting.id, matter)
    return Answer(text, [section(text), *views.card(card)])


def _meant(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[Board, Meeting, str]:
    """The meeting named, else the one that is open, else the next; and what follows its day."""
    board = board_meant(tx, caller, channel)
    meeting, rest = None, text
    if text[:1].isdigit() or words(text)[0] not in {*steps.STEPS, *agenda_out.STEPS}:
        meeting, rest = meeting_finding.named(tx, board, text, now, _AGENDAS)
    meeting = meeting or tx.meetings.find_open(board.id)
    if meeting is None:
        meeting = _last_closed(tx, board, words(rest)[0])
    meeting = meeting or meeting_finding.next_planned(tx, board, now)
    if not meeting_finding.knows_of(tx, caller, meeting):
        raise NotFound(f"{board.name} has no public meeting planned.")
    return board, meeting, rest


def _last_closed(tx: Transaction, board: Board, verb: str) -> Meeting | None:
    """What is said of outcomes is said of the meeting just held."""
    held = [m for m in tx.meetings.of_board(board.id) if m.state is MeetingState.CLOSED]
    return held[-1] if held and verb in ("done", "back") else None


VERBS: Mapping[str, Handler] = {"agenda": _agenda}
