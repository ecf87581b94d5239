"""/sounding: views sought between meetings. The buttons and forms stand in `sounding_steps`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.listeners import sounding_steps
from bot.slack.listeners.boards import again, board_meant
from bot.slack.parsing import reference_and_rest, unescape
from bot.slack.views import soundings as views
from workflows import (
    meeting_finding,
    sounding_keeping,
    sounding_opening,
    sounding_places,
    sounding_seen,
)
from workflows.access import Audience, Caller, Deed, require
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.ports import Transaction
from workflows.sounding_form import read_question
from workflows.sounding_opening import NewSounding
from workflows.sounding_replies import Reply, called, note, reply
from workflows.sounding_seen import Seen
from workflows.sounding_states import Step

HELP = """*Views sought between meetings*
`/sounding by 12 March 17:00: Do you support the bid? yes/no/with changes` asks every member · \
`/sounding` alone opens a form: who is asked, interests, threshold, papers
What is gathered is consultation; the board itself takes the matter up when it meets.
`/sounding list` · `/sounding show S1` how it stands · `/sounding reply S1 yes: my comment`
*Officers*
`/sounding permit S1 minute 22/8` the meeting has agreed that it be asked
`/sounding note S1 Tom Hallam: yes, by telephone` a reply that came by word of mouth
`/sounding interest S1 Bea: her employer bids` leaves somebody out · \
`/sounding dispensation S1 Bea: granted by the monitoring officer` asks them after all · \
`/sounding substitute S1 Tom: Maureen Okoro` who answers in whose place
`/sounding extend S1 to 15 March 17:00: half-term` · `/sounding close S1 enough have replied` · \
`/sounding withdraw S1 the bid was dropped`
`/sounding exempt S1 3: it names a price` marks it as exempt; `… no` as open matter
`/sounding paper S1` the report for the meeting (.docx) · `/sounding reported S1` · \
`/sounding reported S1 14 March` when a meeting has heard of it"""

_HEAD = re.compile(r"^by\s+(?P<deadline>.+?)\s*:\s+(?P<question>.+)$", re.I | re.S)
_MENTION = re.compile(r"<[@#][A-Z0-9]+\|([^>]*)>")


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}sounding")
    async def sounding(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    sounding_steps.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/sounding, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    channel = typed.who.channel_id
    form = await typed.desk.ask(again(typed.who), sounding_steps.blank_form, channel)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
    return Answer()


async def _unknown(typed: Typed) -> Answer:
    raise InvalidInput(
        f"I do not know “/sounding {typed.text[:80]}”. Nothing was changed. To seek views: "
        "`/sounding by 12 March 17:00: Do you support …? yes/no`, or `/sounding` for a form. "
        "`/sounding help` says what else there is."
    )


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


def _words(text: str) -> str:
    """What was typed, with the names behind mentions."""
    return unescape(_MENTION.sub(r"\1", text)).strip()


async def _quick(typed: Typed) -> Answer:
    """`by DEADLINE: QUESTION? OPTIONS`."""
    found = _HEAD.match(f"by {_words(typed.text)}")
    if not found:
        raise InvalidInput(
            "Say until when, then a colon and a space, then the question. Nothing was changed. "
            "For example: `/sounding by 12 March 17:00: Do you support the bid? yes/no`"
        )
    new = NewSounding(question=read_question(found["question"]), deadline=found["deadline"])
    return Answer(await typed.desk.ask(typed.who, _open, typed.who.channel_id, new))


def _open(tx: Transaction, caller: Caller, channel: str, new: NewSounding, now: datetime) -> str:
    board = board_meant(tx, caller, channel)
    done = sounding_opening.open_sounding(tx, caller, board.id, new, now)
    seen = sounding_seen.seen_by(tx, done.sounding, Audience(caller), now)
    assert seen is not None  # officers see what they have just opened
    return views.opened(seen, done.remarks)


async def _list(typed: Typed) -> Answer:
    board, found, withheld = await typed.desk.ask(again(typed.who), _listed, typed.who.channel_id)
    return Answer("Views sought", views.listing(board.name, found, withheld))


def _listed(
    tx: Transaction, caller: Caller, channel: str, now: datetime
) -> tuple[Board, tuple[Seen, ...], int]:
    board = board_meant(tx, caller, channel)
    return (board, *sounding_seen.listed(tx, board, Audience(caller), now))


async def _show(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(_words(typed.text))
    seen = await typed.desk.ask(again(typed.who), _shown, typed.who.channel_id, reference)
    return Answer(views.title(seen.sounding), sounding_steps.shown_to(seen))


def _shown(tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime) -> Seen:
    board = board_meant(tx, caller, channel)
    found = sounding_keeping.find(tx, caller, board.id, reference)
    return sounding_steps.seen(tx, caller, found.id, now)


async def _reply(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(_words(typed.text))
    option, _, comment = rest.partition(":")
    given = Reply(option, comment.strip())
    said = await typed.desk.ask(typed.who, _replied, typed.who.channel_id, reference, given)
    return Answer(said)


def _replied(
    tx: Transaction, caller: Caller, channel: str, reference: str, given: Reply, now: datetime
) -> str:
    board = board_meant(tx, caller, channel)
    found = sounding_keeping.find(tx, caller, board.id, reference)
    view = reply(tx, caller, found.id, given, now)
    return views.replied(found, view)


async def _note(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(_words(typed.text))
    whose, colon, said = rest.partition(":")
    if not colon:
        raise InvalidInput(
            "Say whose reply it is, then a colon and the reply. Nothing was changed. For example: "
            "`/sounding note S1 Tom Hallam: yes, with the timetable as it stands`"
        )
    words = (reference, whose.strip(), said.strip())
    return Answer(await typed.desk.ask(typed.who, _noted, typed.who.channel_id, *words))


def _noted(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    whose: str,
    said: str,
    now: datetime,
) -> str:
    board = board_meant(tx, caller, channel)
    found = sounding_keeping.find(tx, caller, board.id, reference)
    view = note(tx, caller, found.id, whose, _split(said, found.options), now)
    return views.replied(found, view, called(found.asked, whose).name)


def _split(said: str, options: tuple[str, ...]) -> Reply:
    """ "yes, by telephone" as an answer and a comment; the longest answer that it begins with."""
    folded = said.casefold()
    for option in sorted(options, key=len, reverse=True):
        rest = said[len(option) :]
        if folded.startswith(option.casefold()) and not rest[:1].isalnum():
            return Reply(option, rest.lstrip(" ,;:.-").strip())
    return Reply(said)


def _step(step: Step, example: str) -> Handler:
    """The handler of a step that an officer types: the reference, then the words of its form."""

    async def run(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(_words(typed.text))
        if not reference:
            raise InvalidInput(
                f"Say which one. Nothing was changed. For example: `/sounding {example}`"
            )
        values = _values(step, rest)
        who = typed.who
        said = await typed.desk.ask(who, _take, who.channel_id, reference, step, values)
        return Answer(said)

    return run


def _values(step: Step, rest: str) -> dict[str, str]:
    """The words after a reference as the fields of the step's form."""
    head, _, tail = rest.partition(":")
    match step:
        case Step.EXTEND:
            deadline, reason = _deadline_and_reason(rest.removeprefix("to ").strip())
            return {"deadline": deadline, "reason": reason}
        case Step.SUBSTITUTE:
            return {"who": head.strip(), "substitute": tail.strip()}
        case Step.LEAVE_OUT | Step.DISPENSE:
            return {"who": head.strip(), "reason": tail.strip()}
        case Step.PERMIT:
            return {"permission": rest}
        case _:
            return {"reason": rest}


def _deadline_and_reason(text: str) -> tuple[str, str]:
    """ "15 March 17:00: half-term": the colon of an hour ends nothing."""
    found = re.match(r"^(?P<deadline>(?:[^:]|(?<=\d):(?=\d))+)(?::\s*(?P<reason>.*))?$", text, re.S)
    return (found["deadline"].strip(), found["reason"] or "") if found else (text, "")


def _take(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    board = board_meant(tx, caller, channel)
    found = sounding_keeping.find(tx, caller, board.id, reference)
    return sounding_steps.take(tx, caller, found.id, step, values, now)


async def _paper(typed: Typed) -> Answer:
    return await _by_reference(typed, _send_paper)


def _send_paper(
    tx: Transaction, caller: Caller, board: Board, reference: str, rest: str, now: datetime
) -> str:
    found = sounding_keeping.find(tx, caller, board.id, reference)
    return sounding_steps.send_paper(tx, caller, found.id, now)


async def _reported(typed: Typed) -> Answer:
    return await _by_reference(typed, _report)


def _report(
    tx: Transaction, caller: Caller, board: Board, reference: str, rest: str, now: datetime
) -> str:
    found = sounding_keeping.find(tx, caller, board.id, reference)
    require(caller, board.id, Deed.SEEK_VIEWS)
    text = rest.removeprefix("to ").removeprefix("on ").strip()
    named = meeting_finding.named(tx, board, text, now, sounding_steps.HEARD)[0] if text else None
    values = {"meeting": named.id if named else ""}
    return sounding_steps.take(tx, caller, found.id, Step.REPORT, values, now)


async def _exempt(typed: Typed) -> Answer:
    return await _by_reference(typed, _mark_exempt)


def _mark_exempt(
    tx: Transaction, caller: Caller, board: Board, reference: str, rest: str, now: datetime
) -> str:
    """The paragraph and the reason; "no" makes it open matter again."""
    found = sounding_keeping.find(tx, caller, board.id, reference)
    if not rest.strip():
        raise InvalidInput(
            "Say the paragraph and the reason, or “no” for open matter. Nothing was changed. For "
            "example: `/sounding exempt S1 3: it names a price`"
        )
    reason = "" if rest.strip().casefold() in ("no", "none") else rest
    marked = sounding_places.mark_exempt(tx, caller, found.id, reason, now)
    return views.exempt_words(marked)


async def _by_reference(typed: Typed, use_case: Callable[..., str]) -> Answer:
    reference, rest = reference_and_rest(_words(typed.text))
    channel = typed.who.channel_id

    def run(tx: Transaction, caller: Caller, now: datetime) -> str:
        return use_case(tx, caller, board_meant(tx, caller, channel), reference, rest, now)

    return Answer(await typed.desk.ask(typed.who, run))


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "by": _quick,
    "list": _list,
    "show": _show,
    "reply": _reply,
    "note": _note,
    "permit": _step(Step.PERMIT, "permit S1 minute 22/8"),
    "close": _step(Step.CLOSE, "close S1 enough have replied"),
    "extend": _step(Step.EXTEND, "extend S1 to 15 March 17:00"),
    "withdraw": _step(Step.WITHDRAW, "withdraw S1 the bid was dropped"),
    "interest": _step(Step.LEAVE_OUT, "interest S1 Bea: her employer bids"),
    "dispensation": _step(Step.DISPENSE, "dispensation S1 Bea: granted until May"),
    "substitute": _step(Step.SUBSTITUTE, "substitute S1 Tom: Maureen Okoro"),
    "exempt": _exempt,
    "paper": _paper,
    "reported": _reported,
}
