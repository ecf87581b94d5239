"""A report's cover sheet held against its agenda item: what does not fit, in words. Pure.

Number, date of the meeting and title; the author; the implications that the board wants cleared;
the purpose against what is asked; recommendations that point at none; asks that stand in the text
and are missing among the recommendations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflows.agenda_order import on_agenda
from workflows.agenda_sheet import Sheet
from workflows.agendas import AgendaItem, CoverSheet, Purpose, Recommendation
from workflows.dates import day_words
from workflows.likeness import normal

#: The label of an ask that was found in the text of a report.
IN_TEXT = "text"
_DECIDES = re.compile(
    r"\b(?:approve|agree|endorse|ratify|adopt|delegate|authorise|establish|decide|sign off|"
    r"appoint)(?:s|d|es|ed)?\b",
    re.I,
)
_ASKED_FOR = re.compile(r"decision|approv|endors|ratif", re.I)
_INFORMS = re.compile(r"information|noting|to note|assurance", re.I)
_REFERENCE = re.compile(
    r"\b(?:recommendations?|clauses?)\s+\(?(\d{1,2}(?:\.\d{1,2})*|[a-h])\b\)?|\(([a-h])\)(?=\s+above)",
    re.I,
)


def misfits(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """What does not fit, by the ids of the items of an agenda that have a cover sheet."""
    found = {item.id: tuple(check(sheet, item)) for item in on_agenda(sheet.items) if item.cover}
    return {item_id: words for item_id, words in found.items() if words}


def check(sheet: Sheet, item: AgendaItem) -> Iterator[str]:
    """What of one item does not fit its report, a sentence each."""
    cover = item.cover
    if cover is None:
        return
    yield from _identity(sheet, item, cover)
    if not cover.author:
        yield "The report names no author."
    yield from _cleared(sheet.board.implications, cover)
    yield from _purpose(item, cover)
    yield from broken_references(item.recommendations)
    for asked in item.recommendations:
        if asked.label == IN_TEXT:
            yield f"Asked in the text, and not among the recommendations: “{asked.text[:160]}”"


def _identity(sheet: Sheet, item: AgendaItem, cover: CoverSheet) -> Iterator[str]:
    if cover.item and not _same_number(cover.item, item.number):
        printed = re.sub(r"^\D+", "", cover.item) or cover.item
        yield f"The report is printed as item {printed}; on the agenda it is {item.number}."
    if cover.day and cover.day != sheet.meeting.day:
        yield (
            f"The report is printed for {day_words(cover.day)}; the meeting is on "
            f"{day_words(sheet.meeting.day)}."
        )
    if cover.title and _differs(cover.title, item.title):
        yield f"The report is called “{cover.title[:120]}”."


def _same_number(printed: str, number: str) -> bool:
    said = {n.lstrip("0").casefold() for n in re.findall(r"\d{1,3}[a-z]?", printed, re.I)}
    return number.lstrip("0").casefold() in said


def _differs(printed: str, title: str) -> bool:
    """Whether the two titles share less than half of the words of the shorter."""
    one, other = ({w for w in normal(t).split() if len(w) > 3} for t in (printed, title))
    return bool(one and other) and 2 * len(one & other) < min(len(one), len(other))


def _cleared(wanted: Sequence[str], cover: CoverSheet) -> Iterator[str]:
    cleared = [normal(kind) for kind, who in cover.implications if who.strip()]
    open_ones = [kind for kind in wanted if not any(normal(kind) in c for c in cleared)]
    if open_ones:
        yield f"Implications that nobody has cleared: {', '.join(open_ones)}."


def _purpose(item: AgendaItem, cover: CoverSheet) -> Iterator[str]:
    """Printed for information yet asking to decide, or for decision without an ask."""
    printed = cover.purpose or item.purpose.value
    asks = [r for r in item.recommendations if r.label != IN_TEXT]
    decides = any(_DECIDES.search(" ".join(r.text.split()[:14])) for r in asks)
    if _INFORMS.search(printed) and not _ASKED_FOR.search(printed) and decides:
        yield f"Printed “{printed}”, but the meeting is asked to decide."
    elif _ASKED_FOR.search(printed) and not decides:
        yield f"Printed “{printed}”, but no decision is asked for."
    if cover.purpose and item.purpose is not Purpose.NONE:
        on_list = item.purpose is Purpose.DECISION
        if on_list != bool(_ASKED_FOR.search(cover.purpose)):
            yield f"On the agenda for {item.purpose.value}; the report says “{cover.purpose}”."


def broken_references(asks: Sequence[Recommendation]) -> Iterator[str]:
    """Recommendations that point at another one which is not there ("subject to recommendation
    d)")."""
    labels = {_bare(r.label) for r in asks if r.label and r.label != IN_TEXT}
    if not labels:
        return
    for ask in asks:
        for found in _REFERENCE.finditer(ask.text):
            pointed = _bare(found[1] or found[2])
            if pointed not in labels:
                label = f"Recommendation {ask.label}" if ask.label else "A recommendation"
                yield f"{label} points at “{found.group().strip()}”, which there is none of."


def _bare(label: str) -> str:
    return label.strip("(). ").casefold()
