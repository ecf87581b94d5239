"""Where the items of an agenda come from by themselves: one module for each source, one line for
each in the table."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.agenda_sources.circulations import Circulations
from workflows.agenda_sources.consequences import DueConsequences
from workflows.agenda_sources.deferred import DeferredItems
from workflows.agenda_sources.due_actions import DueActions
from workflows.agenda_sources.earlier_minutes import EarlierMinutes
from workflows.agenda_sources.exercises import Exercises
from workflows.agenda_sources.report_backs import ReportBacks
from workflows.agenda_sources.returns import Returns
from workflows.agenda_sources.soundings import Soundings
from workflows.agenda_sources.source import Source
from workflows.agenda_sources.standing import StandingItems

#: In the order in which their proposals are listed.
SOURCES: tuple[Source, ...] = (
    StandingItems(),
    EarlierMinutes(),
    DeferredItems(),
    ReportBacks(),
    DueActions(),
    Returns(),
    Exercises(),
    Soundings(),
    Circulations(),
    DueConsequences(),
)

_BY_NAME: Mapping[str, Source] = {source.name: source for source in SOURCES}


def source_called(name: str) -> Source | None:
    """The source of that name; None for what an officer typed."""
    return _BY_NAME.get(name)
