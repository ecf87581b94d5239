"""Resolutions in Slack: card, list, forms, and the words of an answer. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import ids
from bot.slack.views import resolution_more as more
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    option,
    people_input,
    section,
    select,
    text_input,
)
from workflows.consequence_reading import Follows
from workflows.consequences import Consequence
from workflows.deadlines import day_words
from workflows.delegations import Delegation
from workflows.meetings import Meeting
from workflows.resolution_beside import Pair
from workflows.resolution_standing import Suggestion
from workflows.resolution_words import text_of
from workflows.resolutions import Clause, ClauseKind, Resolution, Standing
from workflows.votes import typed_carried, typed_recorded

_KINDS = {
    ClauseKind.DECISION: "decision",
    ClauseKind.NOTING: "noting",
    ClauseKind.DELEGATION: "delegation",
    ClauseKind.REPORT_BACK: "report back",
    ClauseKind.ACTION: "sets work",
}


@dataclass(frozen=True)
class Card:
    """What a card shows: the resolution, its meeting, what it delegates, what is to be known of
    that, and the clauses that may still become actions. `may_record` is false where its one reader
    may not: then there are no buttons. `kept` is what follows from it besides, `follows` what may;
    `suggested` are old clauses that it may have overtaken; `beside` is what was recommended."""

    resolution: Resolution
    meeting: Meeting | None = None
    delegations: Sequence[Delegation] = ()
    warnings: Sequence[str] = ()
    offered: Sequence[Clause] = ()
    may_record: bool = True
    kept: Sequence[Consequence] = ()
    follows: Sequence[Follows] = ()
    suggested: Sequence[Suggestion] = ()
    beside: Sequence[Pair] = ()


def title(resolution: Resolution) -> str:
    """The minute and the item, or the first words."""
    lock = ":lock: " if resolution.exempt else ""
    minute = f"Minute {resolution.minute_ref}" if resolution.minute_ref else "Resolution"
    said_twice = resolution.item == resolution.minute_ref
    item = f" · {cut(resolution.item, 150)}" if resolution.item and not said_twice else ""
    return f"{lock}*{esc(minute)}*{esc(item)}"


def notice(resolution: Resolution) -> str:
    """The line of a notification."""
    minute = f"Minute {resolution.minute_ref}: " if resolution.minute_ref else "Resolution: "
    return cut(minute + resolution.clauses[0].text, 300)


def card(data: Card) -> list[Block]:
    """The resolution, verbatim, clause by clause, with the buttons of an officer."""
    resolution = data.resolution
    rows = [f"{title(resolution)}\n{esc(resolution.marker)}"]
    rows += [_clause(c) for c in resolution.clauses]
    blocks = [section(text) for text in _packed(rows)]
    blocks.append(context(*_facts(data)))
    blocks += more.beside(data.beside)
    if data.delegations:
        blocks.append(context("\n".join(_delegated(d) for d in data.delegations)))
    if data.warnings:
        blocks.append(context("\n".join(f":warning: {esc(w)}" for w in data.warnings)))
    may_record = data.may_record
    blocks += more.following(resolution, data.kept, data.follows, may_record=may_record)
    if not data.may_record:
        return blocks
    blocks += more.suggested(data.suggested, resolution)
    packed = ids.pack(resolution.id, resolution.version)
    buttons = []
    if data.offered:
        buttons.append(button("Make actions", ids.RESOLUTION_STEP + "work", packed, "primary"))
    buttons.append(button("Correct", ids.RESOLUTION_STEP + "correct", packed))
    if not resolution.live:
        buttons.append(button("Standing…", ids.RESOLUTION_STEP + "standing", packed))
    blocks.append(actions(buttons, block_id=f"resolution:{resolution.id}"))
    return blocks


def _clause(clause: Clause) -> str:
    label = f"{clause.label}) " if clause.label else ""
    stood = more.standing_words(clause)
    sign = ":white_check_mark:" if clause.standing is Standing.IMPLEMENTED else ":no_entry_sign:"
    ended = f"\n>{sign} _{esc(stood)}_" if stood else ""
    return f">{esc(label + clause.text)} _({_KINDS[clause.kind]})_{ended}"


def _packed(rows: Sequence[str]) -> list[str]:
    """Rows joined into texts that fit a section."""
    texts = [""]
    for row in rows:
        joined = f"{texts[-1]}\n{row}" if texts[-1] else row
        if len(joined) > 2900 and texts[-1]:
            texts.append(row)
        else:
            texts[-1] = joined
    return texts[:12]


def _facts(data: Card) -> list[str]:
    resolution = data.resolution
    meeting = f"Meeting of {day_words(data.meeting.day)}" if data.meeting else "No meeting"
    found = [meeting]
    if resolution.mover:
        found.append(f"moved by {resolution.mover}")
    if resolution.seconder:
        found.append(f"seconded by {resolution.seconder}")
    found += more.facts(resolution)
    if resolution.exempt:
        found.append(f"exempt: {cut(resolution.exempt, 200)}")
    if resolution.live:
        found.append("captured in the meeting, not issued yet")
    return [esc(" · ".join(found))]


def _delegated(delegation: Delegation) -> str:
    whom = "; ".join(delegation.delegates) or "nobody named"
    return esc(f"Delegation {delegation.reference} kept: to {cut(whom, 300)}")


def recorded(data: Card) -> str:
    """The echo after recording: what was read."""
    resolution = data.resolution
    count = len(resolution.clauses)
    clauses = "1 clause" if count == 1 else f"{count} clauses"
    meeting = f"the meeting of {day_words(data.meeting.day)}" if data.meeting else "no meeting"
    said = f"Recorded {title(resolution)}: {clauses}, for {meeting}."
    if data.delegations:
        named = ", ".join(d.reference for d in data.delegations)
        said += (
            f" Delegation {named} kept."
            if len(data.delegations) == 1
            else (f" Delegations {named} kept.")
        )
    if data.offered:
        said += " Some of it sets work: press Make actions."
    if resolution.live:
        said += " _Captured in the open meeting: it is not posted before the meeting is issued._"
    return said


def echo(data: Card) -> list[Block]:
    """The answer to the officer alone: what was read, and the buttons; of what is captured live,
    which is not posted, the whole card."""
    blocks = card(data)
    if data.resolution.live:
        return [section(recorded(data)), *blocks]
    warned = [context("\n".join(f":warning: {esc(w)}" for w in data.warnings))]
    asked = [*more.following(data.resolution, (), data.follows, may_record=True)]
    asked += more.suggested(data.suggested, data.resolution)
    return [section(recorded(data)), *(warned if data.warnings else []), *asked, blocks[-1]]


def listing(meeting: Meeting | None, found: Sequence[Resolution], withheld: int) -> list[Block]:
    """The resolutions of a meeting, the first words of each clause, each with a button that shows
    the whole of it."""
    where = f"the meeting of {day_words(meeting.day)}" if meeting else "no meeting"
    blocks = [section(f"*Resolutions of {where}: {len(found)}*")]
    if not found:
        blocks.append(section("None is on record. `/resolution` opens a form to record one."))
    for resolution in found[:40]:
        rows = [title(resolution), *(_clause_line(c) for c in resolution.clauses)]
        packed = ids.pack(resolution.id, resolution.version)
        show = button("Show", ids.RESOLUTION_STEP + "show", packed)
        blocks.append(section("\n".join(rows), show))
    notes = [f"and {len(found) - 40} more"] if len(found) > 40 else []
    if withheld:
        are = "resolution is" if withheld == 1 else "resolutions are"
        notes.append(f"{withheld} exempt {are} not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def _clause_line(clause: Clause) -> str:
    label = f"{clause.label}) " if clause.label else ""
    return f">{esc(label + cut(clause.text, 160))}"


def new_form(
    private: str,
    meetings: Sequence[tuple[str, str]] = (),
    *,
    text: str = "",
    minute_ref: str = "",
) -> Block:
    """The bare form of /resolution, and of the shortcut. `meetings` are (words, id)."""
    blocks = [
        text_input(
            "text",
            "What was resolved?",
            initial=text,
            multiline=True,
            hint="Word for word. Clauses as a), b), as 1., 2., with bullets or as one sentence.",
        ),
        text_input(
            "minute_ref",
            "Minute",
            initial=minute_ref,
            optional=True,
            max_length=40,
            hint="May be filled in when the minutes exist.",
        ),
        text_input("item", "Agenda item", optional=True, max_length=200),
    ]
    if meetings:
        chosen = select("value", list(meetings), placeholder="The open one, else the latest held")
        blocks.append(input_block("meeting", "Meeting", chosen, optional=True))
    blocks += [
        text_input("mover", "Moved by", optional=True, max_length=200),
        text_input("seconder", "Seconded by", optional=True, max_length=200),
        *_vote_inputs(),
        _exempt_input(),
    ]
    return modal(
        ids.NEW_RESOLUTION, "Record a resolution", blocks, submit="Record", private=private
    )


def _vote_inputs(carried: str = "", recorded: str = "") -> list[Block]:
    return [
        text_input(
            "carried",
            "How was it carried?",
            initial=carried,
            optional=True,
            max_length=200,
            hint="7-2-1 (for, against, abstained), unanimously, by consensus, or 6-6, casting vote "
            "for.",
        ),
        text_input(
            "recorded_votes",
            "Recorded votes, where a member asked for them",
            initial=recorded,
            optional=True,
            multiline=True,
            hint="for: A Peake, T Hallam; against: F Adeleke; abstained: B Lindqvist",
        ),
    ]


def _exempt_input(initial: str = "") -> Block:
    return text_input(
        "exempt",
        "Exempt? Paragraph and reason",
        initial=initial,
        optional=True,
        max_length=300,
        hint="Leave empty for open matter. Exempt matter is never posted in a channel.",
    )


def correct_form(resolution: Resolution, private: str) -> Block:
    """Correct the record, with the reason. A text too long for Slack's input is left alone."""
    blocks: list[Block] = [context(title(resolution))]
    text = text_of(resolution)
    if len(text) <= 3000:
        blocks.append(text_input("text", "What was resolved?", initial=text, multiline=True))
    blocks += [
        text_input(
            "minute_ref", "Minute", initial=resolution.minute_ref, optional=True, max_length=40
        ),
        text_input("item", "Agenda item", initial=resolution.item, optional=True, max_length=200),
        text_input("mover", "Moved by", initial=resolution.mover, optional=True, max_length=200),
        text_input(
            "seconder", "Seconded by", initial=resolution.seconder, optional=True, max_length=200
        ),
        *_vote_inputs(typed_carried(resolution), typed_recorded(resolution.votes)),
        text_input(
            "barred",
            "Took no part because of an interest",
            initial=", ".join(resolution.barred),
            optional=True,
            max_length=1000,
        ),
        _exempt_input(resolution.exempt),
        text_input("reason", "Why is it corrected?", max_length=1000),
    ]
    return modal(ids.EDIT_RESOLUTION, "Correct resolution", blocks, private=private)


#: Five blocks for each clause, within Slack's hundred of a modal.
MOST_CLAUSES = 15


def work_form(resolution: Resolution, offered: Sequence[Clause], private: str) -> Block:
    """The clauses that set work, each with owners and a date. Block ids end in the clause's place
    in the resolution ("owners_0")."""
    places = {c.id: n for n, c in enumerate(resolution.clauses)}
    blocks: list[Block] = [section(title(resolution))]
    for each in offered[:MOST_CLAUSES]:
        n = places[each.id]
        take = option("Make it an action", "yes")
        box: Block = {
            "type": "checkboxes",
            "action_id": "value",
            "options": [take],
            "initial_options": [take],
        }
        label = f"{each.label}) " if each.label else ""
        blocks += [
            section(f">{esc(cut(label + each.text, 1500))}"),
            input_block(f"take_{n}", "This clause", box, optional=True),
            people_input(f"people_{n}", "Owners in Slack"),
            text_input(
                f"owners_{n}",
                "Other owners",
                optional=True,
                hint="Names, initials, posts or “all members”, separated by commas.",
            ),
            text_input(
                f"due_{n}",
                "By when?",
                optional=True,
                max_length=200,
                placeholder="next meeting, 13 March, end of April, tbc",
            ),
        ]
    left = len(offered) - MOST_CLAUSES
    if left > 0:
        blocks.append(context(f"{left} more can be made afterwards: press Make actions again."))
    return modal(ids.CLAUSE_ACTIONS, "Make actions", blocks, submit="Record", private=private)
