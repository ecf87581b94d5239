"""All that stands around the decisions: agenda, reports, notice, deadlines, what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from workflows.minutes.agenda import read_agenda
from workflows.minutes.blocks import Block
from workflows.minutes.cover_sheets import read_cover_sheet
from workflows.minutes.document import Document
from workflows.minutes.forward_plan import read_forward_plan
from workflows.minutes.layout import Layout
from workflows.minutes.meeting import Meetings
from workflows.minutes.notes import read_notes
from workflows.minutes.notice_rules import read_notice_rules
from workflows.minutes.papers import Paper, papers_of
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.recommendations import closing_asks, read_recommendations
from workflows.minutes.register import DraftForward, DraftRegister, DraftReport
from workflows.minutes.required_dates import read_deadlines


def read_around(layout: Layout, document: Document, meetings: Meetings) -> DraftRegister:
    """A register of everything but what was decided and what is to be done."""
    on = meetings.minuted.date if meetings.minuted else None
    coming = meetings.coming.date if meetings.coming else None
    papers = papers_of(layout, meetings.board, coming)
    front_end = _front_end(layout, papers)
    front = [b for b in layout.blocks if b.first < front_end] if layout.is_pack else []
    minuted = [p.block for p in layout.minutes.passages] if layout.minutes else []
    reports = [b for p in papers if _is_report(p, front_end) for b in p.blocks]
    asked, odd = read_recommendations(papers, front_end)
    if not layout.is_pack and meetings.minuted is None:
        asked, minuted, reports = closing_asks(layout.blocks), [], list(layout.blocks)
    told = [*read_forward_plan(reports, on or coming), *_reviews(minuted, on)]
    notes = read_notes(layout)
    return DraftRegister(
        board=meetings.board,
        meeting=meetings.minuted,
        next_meeting=meetings.coming,
        meetings=meetings.all,
        virtual_items=tuple(notes.virtual),
        urgent_items=tuple(notes.urgent),
        deferred_items=tuple(notes.deferred),
        reordered_items=tuple(notes.reordered),
        requests_to_address=tuple(notes.requests),
        nil_returns=tuple(notes.nil),
        previous_minutes=tuple(notes.previous),
        recommendations=tuple(asked),
        agenda=tuple(read_agenda(front, document)),
        reports=tuple(_report(p) for p in papers if p.lines[0] >= front_end and p.body),
        notice_rules=tuple(read_notice_rules(front, minuted, on)),
        deadlines=tuple(read_deadlines([*minuted, *reports], on)),
        forward_plan=tuple(t for t in told if t.kind != "review"),
        reviews=tuple(t for t in told if t.kind == "review"),
        warnings=tuple(odd),
    )


def _front_end(layout: Layout, papers: tuple[Paper, ...]) -> int:
    """The line at which the agenda's front is over: where the minutes or the first report begin."""
    begin = [p.lines[0] for p in papers[1:] if p.item or p.purpose or (p.title and p.body)]
    if layout.minutes:
        begin.append(layout.minutes.lines[0])
    return min(begin, default=layout.blocks[-1].last + 1 if layout.blocks else 0)


def _is_report(paper: Paper, front_end: int) -> bool:
    return not paper.foreign and paper.body is not None and paper.lines[0] >= front_end


def _reviews(blocks: list[Block], on: date | None) -> list[DraftForward]:
    """What the minutes themselves say of reviews: the rest of what is to come are its actions."""
    return [t for t in read_forward_plan(blocks, on) if t.kind == "review"]


def _report(paper: Paper) -> DraftReport:
    sheet = read_cover_sheet(paper)
    told = DraftReport(
        paper.title,
        paper.body,
        paper.item,
        paper.purpose,
        paper.foreign,
        paper.lines,
        author=sheet.author or None,
        sponsor=sheet.sponsor or None,
        date=sheet.day,
        cleared=sheet.cleared,
    )
    return replace(told, title=without_contacts(paper.title)) if paper.title else told
