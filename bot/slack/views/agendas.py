"""Agendas in Slack: the officer's card, the agenda as it goes out, the forms. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    header,
    input_block,
    modal,
    overflow,
    section,
    select,
    text_input,
)
from workflows.agenda_order import total
from workflows.agenda_sheet import Sheet
from workflows.agenda_sources import source_called
from workflows.agendas import AgendaItem, Comes, ItemState, Purpose
from workflows.boards import Board
from workflows.dates import day_words
from workflows.meetings import Meeting, MeetingState

PURPOSE_WORDS = {
    Purpose.DECISION: "for decision",
    Purpose.CONSIDERATION: "for consideration",
    Purpose.INFORMATION: "for information",
    Purpose.NONE: "",
}
COMES_WORDS = {
    Comes.PAPER: "paper",
    Comes.VERBAL: "verbal",
    Comes.PRESENTATION: "presentation",
    Comes.TO_FOLLOW: "to follow",
    Comes.NONE: "",
}
_MOST_ITEMS, _MOST_PROPOSED = 26, 12


def heading(sheet: Sheet) -> str:
    """ "Agenda of the meeting of Tue 9 Mar 2027"."""
    return f"Agenda of {sheet.board.name}, {day_words(sheet.meeting.day)}"


def line(item: AgendaItem) -> str:
    """An item in one line of mrkdwn."""
    parts = [
        esc(item.presenter),
        esc(item.slot),
        PURPOSE_WORDS[item.purpose],
        COMES_WORDS[item.comes],
        f"pages {esc(item.pages)}" if item.pages else "",
    ]
    said = " · ".join(p for p in parts if p)
    marks = _marks(item)
    return f"*{esc(item.number)}* {esc(cut(item.title, 200))}" + (
        f"\n{said}" if said else ""
    ) + (f"\n{marks}" if marks else "")  # fmt: skip


def _marks(item: AgendaItem) -> str:
    found = []
    if item.exempt:
        found.append(f":lock: exempt, {esc(item.exempt)}")
    if item.urgent:
        found.append(f":rotating_light: urgent, the chair’s reason: {esc(item.urgent)}")
    elif item.late:
        found.append(":red_circle: added after the agenda was out")
    if item.state is ItemState.DEALT_WITH:
        became = f": {esc(item.reason)}" if item.reason else ""
        found.append(f":ballot_box_with_check: dealt with{became}")
    if item.state is ItemState.DEFERRED:
        found.append(f":arrow_right: put off: {esc(item.reason)}")
    if item.taken:
        found.append(f"taken {_ordinal(item.taken)}")
    if item.recommendations:
        count = len(item.recommendations)
        found.append("1 recommendation" if count == 1 else f"{count} recommendations")
    return " · ".join(found)


def _ordinal(n: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n if n < 20 else n % 10, "th")
    return f"{n}{ending}"


def time_words(sheet: Sheet) -> str:
    """ "95 of 120 minutes"; "" where no item has a slot."""
    minutes = total(sheet.items)
    if not minutes:
        return ""
    flag = ":red_circle: " if minutes > sheet.length else ""
    return f"{flag}{minutes} of {sheet.length} minutes"


def letter(n: int) -> str:
    """By which a proposal is called when it is taken or refused: A, B, C…"""
    return chr(ord("A") + n)


@dataclass(frozen=True)
class Card:
    """An agenda for one reader: what of it they may see; `misfits` are what does not fit between
    an item and its report, by the item's id."""

    sheet: Sheet
    may_run: bool
    withheld: int = 0
    misfits: dict[str, tuple[str, ...]] | None = None


def card(data: Card) -> list[Block]:
    """The agenda with what an officer can do."""
    sheet = data.sheet
    published = sheet.meeting.agenda_published_on
    out = f"out since {day_words(published)}" if published else "not out yet"
    facts = [out if data.may_run else "", time_words(sheet)]
    head = f"*{esc(heading(sheet))}*\n" + " · ".join(f for f in facts if f)
    blocks = [section(head)]
    items = sheet.on_agenda
    if not items:
        how = " Add the first: `/meeting agenda add Budget, Director of Finance, 20 min`"
        blocks.append(section("Nothing is on it yet." + (how if data.may_run else "")))
    for item in items[:_MOST_ITEMS]:
        blocks.append(_item(item, data))
    if len(items) > _MOST_ITEMS:
        blocks.append(context(f"and {len(items) - _MOST_ITEMS} more items"))
    if data.withheld:
        blocks.append(context(_withheld(data.withheld)))
    if data.may_run:
        blocks += _proposals(sheet)
        blocks.append(_buttons(sheet))
    return blocks


def _withheld(count: int) -> str:
    items = "1 exempt item is" if count == 1 else f"{count} exempt items are"
    return f":lock: {items} not shown here."


def _item(item: AgendaItem, data: Card) -> Block:
    text = line(item)
    for words in (data.misfits or {}).get(item.id, ()):
        text += f"\n:warning: {esc(words)}"
    if not data.may_run:
        return section(text)
    value = ids.pack(item.id, item.version)
    if item.state is ItemState.ON_AGENDA:
        menu = [("Edit", "edit"), ("Dealt with", "done"), ("Put off…", "defer"),
                ("Leave out…", "drop")]  # fmt: skip
    else:
        menu = [("Take back", "back")]
    return section(
        text, overflow(ids.AGENDA_STEP + "menu", [(t, f"{step}|{value}") for t, step in menu])
    )


def _proposals(sheet: Sheet) -> Iterator[Block]:
    proposed = sheet.proposed
    if not proposed:
        return
    yield section("*Due at this meeting and not on it yet*")
    for n, item in enumerate(proposed[:_MOST_PROPOSED]):
        source = source_called(item.source)
        value = ids.pack(item.id, item.version)
        lock = " :lock:" if item.exempt else ""
        words = f"*{letter(n)}* {esc(cut(item.title, 200))}{lock}"
        said = [esc(item.presenter), source.words if source else ""]
        yield section(
            f"{words}\n_{' · '.join(s for s in said if s)}_",
            overflow(
                ids.AGENDA_STEP + "menu",
                [("Take it", f"take|{value}"), ("Refuse…", f"refuse|{value}")],
            ),
        )
    if len(proposed) > _MOST_PROPOSED:
        yield context(f"and {len(proposed) - _MOST_PROPOSED} more; “Take all” takes them too")


def _buttons(sheet: Sheet) -> Block:
    step, meeting_id = ids.AGENDA_STEP, sheet.meeting.id
    buttons = [button("Add an item", step + "add", meeting_id)]
    if sheet.proposed:
        buttons.append(button("Take all", step + "take_all", meeting_id, "primary"))
    if sheet.meeting.state in (MeetingState.CLOSED, MeetingState.OPEN, MeetingState.ISSUED):
        if any(i.state is ItemState.ON_AGENDA for i in sheet.items):
            buttons.append(button("All dealt with", step + "done_all", meeting_id))
    elif sheet.on_agenda:
        buttons.append(button("Send me the document", step + "word", meeting_id))
    return actions(buttons)


# --- as it goes out ---------------------------------------------------------------------------


def agenda_out(sheet: Sheet, shown: Sequence[AgendaItem], withheld: int, where: str) -> list[Block]:
    """The agenda as a channel reads it: open items only."""
    blocks = [header(cut(heading(sheet), 150)), context(where)]
    text = ""
    for item in shown:
        said = f"*{esc(item.number)}*  {esc(cut(item.title, 200))}"
        beside = [esc(item.presenter), esc(item.slot), PURPOSE_WORDS[item.purpose],
                  COMES_WORDS[item.comes] if item.comes is not Comes.PAPER else ""]  # fmt: skip
        said += "".join(f" · {b}" for b in beside if b)
        if item.urgent:
            said += f"\n      _urgent; the chair’s reason: {esc(item.urgent)}_"
        if len(text) + len(said) > 2800:
            blocks.append(section(text))
            text = ""
        text += said + "\n"
    if text:
        blocks.append(section(text))
    if withheld:
        items = "1 item" if withheld == 1 else f"{withheld} items"
        blocks.append(context(f"{items} exempt from publication, taken with the public excluded."))
    return blocks


def to_confirm(
    meeting: Meeting, missing: Sequence[AgendaItem], on: date | None = None
) -> list[Block]:
    """What is due and missing, before the agenda goes out; asked once."""
    listed = "\n".join(
        f"• {esc(cut(i.title, 120)) if not i.exempt else 'an exempt item'}" for i in missing[:15]
    )
    more = f"\nand {len(missing) - 15} more" if len(missing) > 15 else ""
    # The day that was typed goes with the button.
    value = ids.pack(meeting.id, on.toordinal() if on else 0)
    return [
        section(
            f":warning: Due at the meeting of {day_words(meeting.day)} and not on its agenda:\n"
            f"{listed}{more}\nNothing was recorded yet. Take or refuse each with `/meeting "
            "agenda`, or:"
        ),
        actions(
            [
                button("It is out all the same", ids.AGENDA_STEP + "out_anyway", value),
                button("Show the agenda", ids.AGENDA_STEP + "show", meeting.id),
            ]
        ),
    ]


# --- forms ------------------------------------------------------------------------------------


def item_form(board: Board, meeting: Meeting, item: AgendaItem | None = None) -> Block:
    """Add an item, or change one. Block ids are the fields of `ItemForm`."""
    i = item or AgendaItem("", board.id, meeting.id, "")
    asked = "\n".join(f"{r.label} {r.text}".strip() for r in i.recommendations)
    blocks = [
        text_input("title", "Title", initial=i.title, max_length=300),
        text_input("presenter", "Presented by", initial=i.presenter, optional=True,
                   hint="A name or a post", max_length=120),
        text_input("slot", "Slot", initial=i.slot, optional=True,
                   hint="20 min, 10:15 or 10:15-10:35", max_length=40),
        text_input("pages", "Pages", initial=i.pages, optional=True, max_length=40),
        _choice("purpose", "Purpose", PURPOSE_WORDS, i.purpose),
        _choice("comes", "Comes as", COMES_WORDS, i.comes),
        text_input("recommendations", "What the meeting is asked", initial=asked, multiline=True,
                   optional=True, hint="One recommendation a line, as the report prints them"),
        text_input("exempt", "Exempt", initial=i.exempt, optional=True, max_length=300,
                   hint="Paragraph and reason, like “paragraph 3: prices of a contract”. Empty: "
                   "open to the public"),
    ]  # fmt: skip
    if item is None:
        blocks.append(
            text_input("urgent", "Urgent: the chair’s reason", optional=True, max_length=300,
                       hint="Only for an item taken without notice; it goes into the minutes")
        )  # fmt: skip
    value = ids.pack(i.id, i.version) if item else ""
    title = f"Item {i.number}" if item else "Add an item"
    return modal(ids.AGENDA_ITEM_FORM, title, blocks, private=f"{meeting.id}|{value}")


def _choice(field: str, label: str, words: dict, chosen: object) -> Block:  # type: ignore[type-arg]
    options = [
        (said.capitalize() or "Not said", value.value or "-") for value, said in words.items()
    ]
    initial = str(getattr(chosen, "value", "")) or "-"
    return input_block(field, label, select("value", options, initial), optional=True)


def reason_form(step: str, item: AgendaItem, later: Sequence[tuple[str, date]]) -> Block:
    """Why an item is refused, left out or put off, and to which meeting."""
    titles = {"refuse": "Refuse", "drop": "Leave out", "defer": "Put off"}
    blocks = [section(f"*{esc(cut(item.title, 200))}*")]
    if step == "defer":
        options = [("The next meeting", "-"), *((day_words(day), i) for i, day in later)]
        blocks.append(input_block("to", "To", select("value", options, "-")))
    blocks.append(
        text_input("reason", "Why?", optional=step == "drop", max_length=300,
                   hint="It is kept in the record.")
    )  # fmt: skip
    value = ids.pack(item.id, item.version)
    return modal(
        ids.AGENDA_REFUSE_FORM, titles[step], blocks, submit=titles[step], private=f"{step}|{value}"
    )
