"""`/board circulate` and `/board letter`: papers that go round between meetings, and letters in the
board's name. Part of /board; see `boards`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, by_verb, tell
from bot.slack.parsing import asker, form_values, reference_and_rest, split_names, unescape
from bot.slack.presses import presser
from bot.slack.views import circulations as views
from bot.slack.views.blocks import Block
from workflows import board_setup, circulating, circulation_keeping, circulation_seen, letters
from workflows.access import Audience, Caller, Deed, require
from workflows.boards import Board
from workflows.circulating import NewPaper
from workflows.circulation_seen import SeenPaper
from workflows.circulations import Circulation
from workflows.errors import InvalidInput, NotFound
from workflows.keeping import local_day
from workflows.letters import NewLetter
from workflows.ports import Transaction

HELP = """*Papers between meetings*
`/board circulate` opens a form: files, to whom, comments until · \
`/board circulate by 12 March: What do you think of the plan?` asks all members for comments · \
`/board circulate for information: the plan was published` tells them
`/board circulate list` · `/board circulate show P1` who has read it, and what was said · \
`/board circulate withdraw P1 why` · `/board circulate exempt P1 3: it names a price` marks it as \
exempt, `… exempt P1 no` as open matter
*Letters and consultation replies in the board's name*
`/board letter` opens a form · `/board letter list` · `/board letter show L1`
`/board letter approved L1 by Rosalind Peake under minute 22/8` whose words, by which authority · \
`/board letter signed L1 by Rosalind Peake and Idris Callow` · `/board letter sent L1 on 12 March` \
· `/board letter withdraw L1 why` · `/board letter exempt L1 3: it names a price`
What went out is proposed for the next agenda."""

_QUICK = re.compile(
    r"^(?:for\s+information|by\s+(?P<deadline>[^:]+?))\s*:\s+(?P<title>.+)$", re.I | re.S
)
_MENTION = re.compile(r"<[@#][A-Z0-9]+\|([^>]*)>")


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms."""

    @app.view(ids.PAPER_NEW)
    async def new_paper(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _new_submitted(desk, client, body, _circulate)
        await ack()

    @app.view(ids.LETTER_NEW)
    async def new_letter(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _new_submitted(desk, client, body, _register_letter)
        await ack()

    @app.action(re.compile("^" + re.escape(ids.PAPER_STEP)))
    async def paper(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _paper_pressed(desk, client, body)
        await ack()

    @app.view(ids.PAPER_FORM)
    async def comment(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        text = str(form_values(view).get("text", ""))
        who = asker(body, once=f"form:{view['id']}")
        await desk.ask(who, circulating.answer, str(view["private_metadata"]), text)
        await ack()

    @app.action(re.compile("^" + re.escape(ids.LETTER_STEP)))
    async def letter(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        step = body["actions"][0]["action_id"].removeprefix(ids.LETTER_STEP)
        paper_id = ids.unpack(body["actions"][0]["value"]).subject_id
        seen = await desk.ask(asker(body), _for_officer, paper_id)
        private = json.dumps([step, paper_id, asker(body).channel_id], separators=(",", ":"))
        form = views.step_form(seen.paper, step, private)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.LETTER_FORM)
    async def letter_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        step, paper_id, channel = json.loads(view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        said = await desk.ask(who, _take, paper_id, step, form_values(view))
        await tell(client, replace(who, channel_id=channel), said)
        await ack()


def _again(who: Asker) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def _board(tx: Transaction, caller: Caller, channel: str) -> Board:
    board = gather.board_for(tx, caller, channel)
    return board or board_setup.board_here(tx, caller.person.team_id, channel)


def _words(text: str) -> str:
    return unescape(_MENTION.sub(r"\1", text)).strip()


# --- /board circulate -----------------------------------------------------------------------------


async def circulate(typed: Typed) -> Answer:
    """/board circulate, with what follows it."""
    return await by_verb(typed, CIRCULATE_VERBS, otherwise=_quick, bare=_paper_form)


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _paper_form(typed: Typed) -> Answer:
    channel = typed.who.channel_id
    form = await typed.desk.ask(_again(typed.who), _blank_paper, channel)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
    return Answer()


def _blank_paper(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Block:
    board = _board(tx, caller, channel)
    require(caller, board.id, Deed.CIRCULATE)
    there = circulating.readers(tx, board, local_day(now, board))
    if not there:
        raise NotFound(
            "Nobody sits on this board yet, so there is nobody to send to. Nothing was changed. "
            "Add its members with /board people."
        )
    return views.circulate_form(board.name, there, channel)


async def _quick(typed: Typed) -> Answer:
    found = _QUICK.match(_words(typed.text))
    if not found:
        raise InvalidInput(
            f"I do not know “/board circulate {typed.text[:60]}”. Nothing was sent. For example: "
            "`/board circulate by 12 March: What do you think of the plan?` · `/board circulate` "
            "for a form with files · `/board circulate help`"
        )
    values = {"title": found["title"], "deadline": found["deadline"] or "", "to": None}
    who = typed.who
    return Answer(await typed.desk.ask(who, _circulate, who.channel_id, values))


def _circulate(
    tx: Transaction, caller: Caller, channel: str, values: Mapping[str, Any], now: datetime
) -> str:
    board = _board(tx, caller, channel)
    new = NewPaper(
        title=str(values.get("title", "")),
        text=str(values.get("text", "")),
        to=values["to"],
        deadline=str(values.get("deadline", "")),
        exempt=str(values.get("exempt", "")),
        file_ids=[f["id"] for f in values.get("files") or []],
    )
    made = circulating.circulate(tx, caller, board.id, new, now)
    return views.circulated(_seen(tx, caller, made.id, now))


async def _new_submitted(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], use_case: Callable[..., str]
) -> None:
    view = body["view"]
    channel, values = str(view["private_metadata"]), form_values(view)
    who = asker(body, once=f"form:{view['id']}")
    said = await desk.ask(who, use_case, channel, values)
    await tell(client, replace(who, channel_id=channel), said)


def _lists(*, of_letters: bool) -> Handler:
    async def run(typed: Typed) -> Answer:
        channel = typed.who.channel_id
        board, found, withheld = await typed.desk.ask(
            _again(typed.who), _listed, channel, of_letters
        )
        blocks = views.listing(board.name, found, withheld, of_letters=of_letters)
        return Answer("Letters" if of_letters else "Papers circulated", blocks)

    return run


def _listed(
    tx: Transaction, caller: Caller, channel: str, of_letters: bool, now: datetime
) -> tuple[Board, tuple[SeenPaper, ...], int]:
    board = _board(tx, caller, channel)
    audience = Audience(caller)
    return (board, *circulation_seen.listed(tx, board, audience, now, of_letters=of_letters))


def _shows(command: str) -> Handler:
    async def run(typed: Typed) -> Answer:
        reference, _ = reference_and_rest(_words(typed.text))
        channel = typed.who.channel_id
        seen = await typed.desk.ask(_again(typed.who), _shown, channel, reference, command)
        return Answer(views.title(seen.paper), _blocks(seen))

    return run


def _shown(
    tx: Transaction, caller: Caller, channel: str, reference: str, command: str, now: datetime
) -> SeenPaper:
    board = _board(tx, caller, channel)
    found = circulation_keeping.find(tx, caller, board.id, reference, f"{command} list")
    return _seen(tx, caller, found.id, now)


def _blocks(seen: SeenPaper) -> list[Block]:
    """For whoever it went to with its buttons, for an officer the card."""
    return views.card(seen) if seen.officer or seen.own is None else views.paper(seen)


def _seen(tx: Transaction, caller: Caller, paper_id: str, now: datetime) -> SeenPaper:
    found = circulation_seen.seen_by(tx, tx.circulations.get(paper_id), Audience(caller), now)
    if found is None:
        raise NotFound("There is no such paper. Nothing was changed.")
    return found


def _for_officer(tx: Transaction, caller: Caller, paper_id: str, now: datetime) -> SeenPaper:
    seen = _seen(tx, caller, paper_id, now)
    require(caller, seen.board.id, Deed.CIRCULATE)
    return seen


async def _paper_pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    step = body["actions"][0]["action_id"].removeprefix(ids.PAPER_STEP)
    paper_id = ids.unpack(body["actions"][0]["value"]).subject_id
    if step == "read":
        await desk.ask(presser(body), circulating.read, paper_id)
        return
    seen = await desk.ask(asker(body), _seen, paper_id)
    if step == "comment":
        form = views.comment_form(seen, paper_id)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
    else:
        await tell(client, asker(body), views.title(seen.paper), _blocks(seen))


# --- /board letter --------------------------------------------------------------------------------


async def letter(typed: Typed) -> Answer:
    """/board letter, with what follows it."""
    return await by_verb(typed, LETTER_VERBS, otherwise=_unknown_letter, bare=_letter_form)


async def _unknown_letter(typed: Typed) -> Answer:
    raise InvalidInput(
        f"I do not know “/board letter {typed.text[:60]}”. Nothing was changed. `/board letter` "
        "opens a form; `/board letter help` says what else there is."
    )


async def _letter_form(typed: Typed) -> Answer:
    channel = typed.who.channel_id
    form = await typed.desk.ask(_again(typed.who), _blank_letter, channel)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
    return Answer()


def _blank_letter(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Block:
    board = _board(tx, caller, channel)
    require(caller, board.id, Deed.CIRCULATE)
    return views.letter_form(board.name, channel)


def _register_letter(
    tx: Transaction, caller: Caller, channel: str, values: Mapping[str, Any], now: datetime
) -> str:
    board = _board(tx, caller, channel)
    named = {n: str(values.get(n, "")) for n in ("to", "title", "answers", "text", "exempt")}
    files = [f["id"] for f in values.get("files") or []]
    made = letters.register(tx, caller, board.id, NewLetter(**named, file_ids=files), now)
    return views.letter_words(_seen(tx, caller, made.id, now))


def _letter_step(step: str, example: str) -> Handler:
    async def run(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(_words(typed.text))
        if not reference:
            raise InvalidInput(
                f"Say which one. Nothing was changed. For example: `/board letter {example}`"
            )
        values, channel = _typed_values(step, rest), typed.who.channel_id
        return Answer(await typed.desk.ask(typed.who, _by_name, channel, reference, step, values))

    return run


def _typed_values(step: str, rest: str) -> dict[str, str]:
    """The words after a reference as the fields of the step's form."""
    rest = rest.strip()
    if step == "approved":
        by, _, how = rest.removeprefix("by ").partition(" under ")
        return {"approved_by": by, "approved_how": how}
    if step == "signed":
        by, _, on = rest.removeprefix("by ").partition(" on ")
        return {"signed_by": by, "on": on}
    if step == "exempt":
        return {"exempt": _exemption(rest)}
    if step == "sent":
        return {"on": rest.removeprefix("on ").strip()}
    return {"reason": rest}


def _exemption(typed: str) -> str:
    """The paragraph and the reason; "no" makes it open matter again."""
    if not typed:
        raise InvalidInput(
            "Say the paragraph and the reason, or “no” for open matter. Nothing was changed. For "
            "example: `/board circulate exempt P1 3: it names a price`"
        )
    return "" if typed.casefold() in ("no", "none") else typed


def _by_name(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    step: str,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    board = _board(tx, caller, channel)
    found = circulation_keeping.find(tx, caller, board.id, reference, "/board letter list")
    return _take(tx, caller, found.id, step, values, now)


def _take(
    tx: Transaction,
    caller: Caller,
    paper_id: str,
    step: str,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Take a step of a letter, or withdraw a paper; how it stands, in words."""
    _step(tx, caller, paper_id, step, {k: str(v) for k, v in values.items()}, now)
    return views.letter_words(_seen(tx, caller, paper_id, now))


def _step(
    tx: Transaction,
    caller: Caller,
    paper_id: str,
    step: str,
    words: Mapping[str, str],
    now: datetime,
) -> Circulation:
    reason, on = words.get("reason", ""), words.get("on", "")
    match step:
        case "approved":
            names = split_names(words.get("approved_by", ""))
            how = words.get("approved_how", "")
            return letters.approve(tx, caller, paper_id, names, how, now)
        case "signed":
            names = split_names(words.get("signed_by", ""))
            return letters.sign(tx, caller, paper_id, names, on, now)
        case "sent":
            return letters.send(tx, caller, paper_id, on, now)
        case "reword":
            return letters.reword(tx, caller, paper_id, words.get("text", ""), reason, now)
        case "exempt":
            return circulating.mark_exempt(tx, caller, paper_id, words.get("exempt", ""), now)
        case _:
            return circulating.withdraw(tx, caller, paper_id, reason, now)


CIRCULATE_VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _lists(of_letters=False),
    "show": _shows("/board circulate"),
    "withdraw": _letter_step("withdraw", "withdraw P1 it was the wrong version"),
    "exempt": _letter_step("exempt", "exempt P1 3: it names a price"),
}
LETTER_VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _lists(of_letters=True),
    "show": _shows("/board letter"),
    "approved": _letter_step("approved", "approved L1 by Rosalind Peake under minute 22/8"),
    "signed": _letter_step("signed", "signed L1 by Rosalind Peake and Idris Callow"),
    "sent": _letter_step("sent", "sent L1 on 12 March"),
    "withdraw": _letter_step("withdraw", "withdraw L1 it is no longer needed"),
    "exempt": _letter_step("exempt", "exempt L1 3: it names a price"),
}
VERBS: Mapping[str, Handler] = {"circulate": circulate, "letter": letter}
