"""/meeting plan: a year's meetings from a pattern in words. Part of /meeting; see `meetings`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import again, board_to_run
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.topics import Topic
from bot.slack.views import planning as views
from bot.slack.views.meetings import done
from workflows import keeping, meeting_patterns, meeting_plan
from workflows.access import Caller
from workflows.boards import Board
from workflows.meeting_plan import SeriesForm, YearPlan
from workflows.ports import Transaction

HELP = Topic(
    "plan",
    "a year’s meetings from a pattern, with what clashes",
    """*A year’s meetings* (officer)
`/meeting plan` opens a form with the board’s pattern
`/meeting plan second Tuesday, every other month, not August, not on a bank holiday, at 14:00`
`/meeting plan last Thursday of Jan, Apr, Jul, Oct for 2027/28` the municipal year · `… for 2027` \
the calendar year · `… between 1 May 2027 and 30 September 2027`
`/meeting plan every six weeks from 12 January at 10:00-12:00`
The dates are shown with what stands against them (bank holidays, closed days, meetings that share \
members, a chair who is away, an agenda due on a bad day) and the nearest free day. You keep, move \
or leave out each; one press schedules them.""",
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the two forms."""

    @app.view(ids.PLAN_FORM)
    async def pattern_given(ack: AsyncAck, body: dict[str, Any]) -> None:
        values, board_id = form_values(body["view"]), body["view"]["private_metadata"]
        asked = views.Asked(
            board_id,
            values.get("pattern", ""),
            date.fromisoformat(values["first"]),
            date.fromisoformat(values["last"]),
            values.get("venue", ""),
            values.get("link", ""),
        )
        plan = await desk.ask(asker(body), _proposed, asked)
        await ack(response_action="update", view=views.dates_form(plan, asked))

    @app.view(ids.PLAN_DATES)
    async def dates_chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        view, values = body["view"], form_values(body["view"])
        asked = views.Asked.unpacked(view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        days, hand = views.chosen_days(values), values.get("hand", "")
        text = await desk.ask(who, _schedule, asked, days, hand)
        await ack(response_action="update", view=done("Meetings scheduled", text))


async def _plan(typed: Typed) -> Answer:
    """/meeting plan [PATTERN]: straight to the dates if a pattern is given."""
    who, text = again(typed.who), unescape(typed.text).strip()
    board, asked, plan = await typed.desk.ask(who, _begun, who.channel_id, text)
    form = views.dates_form(plan, asked) if plan else views.pattern_form(board, asked)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
    return Answer()


def _begun(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[Board, views.Asked, YearPlan | None]:
    board = board_to_run(tx, caller, channel, now)
    today = keeping.local_day(now, board)
    pattern, first, last = meeting_plan.split_year(text, board, today)
    venue, link = _usual_place(tx, board.id)
    asked = views.Asked(board.id, pattern or board.meeting_pattern, first, last, venue, link)
    return board, asked, _proposed(tx, caller, asked, now) if pattern.strip() else None


def _usual_place(tx: Transaction, board_id: str) -> tuple[str, str]:
    """Where the board met last, to be offered again."""
    known = [m for m in tx.meetings.of_board(board_id) if m.venue or m.link]
    return (known[-1].venue, known[-1].link) if known else ("", "")


def _proposed(tx: Transaction, caller: Caller, asked: views.Asked, now: datetime) -> YearPlan:
    board = tx.boards.get(asked.board_id)
    pattern = meeting_patterns.read_pattern(asked.pattern, keeping.local_day(now, board))
    return meeting_plan.propose(tx, caller, board.id, pattern, asked.first, asked.last, now)


def _schedule(
    tx: Transaction,
    caller: Caller,
    asked: views.Asked,
    days: list[date],
    hand: str,
    now: datetime,
) -> str:
    board = tx.boards.get(asked.board_id)
    chosen = meeting_plan.by_hand(hand, days, keeping.local_day(now, board))
    form = SeriesForm(asked.pattern, chosen, asked.venue, asked.link)
    scheduled = meeting_plan.schedule_series(tx, caller, board.id, form, now)
    pattern = meeting_patterns.read_pattern(asked.pattern, keeping.local_day(now, board))
    return views.scheduled(board, scheduled, meeting_patterns.words(pattern))


VERBS: Mapping[str, Handler] = {"plan": _plan}
