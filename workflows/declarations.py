"""Declarations of interest (Localism Act 2011 ss.31-33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: "Before the end of 28 days beginning with the date of the disclosure" (Localism Act 2011
#: s.31(3)): that date is the first of them.
NOTIFY_DAYS = 28


class Interest(StrEnum):
    """Kinds of interest, and so what the member must do."""

    PECUNIARY = "pecuniary"  # disclosable (s.30); no part in discussion or vote (s.31(4))
    OTHER = "other"  # by the body's own code
    NOT_STATED = ""


@dataclass(frozen=True)
class Declaration:
    """An interest that somebody declared at a meeting, in an item or in general.

    `registered`: whether it stands in the register; None where that was not said. One that does not
    is notified to the monitoring officer within 28 days (s.31(3)); `notified_on` is when it was.
    `dispensation` is what lifts the bar (s.33), in words. `exempt` also for a sensitive interest,
    whose nature is not published (s.32).
    """

    id: str
    board_id: str
    meeting_id: str
    name: str
    declared_on: date
    person_id: str | None = None
    item: str = ""
    nature: str = ""
    kind: Interest = Interest.NOT_STATED
    registered: bool | None = None
    notified_on: date | None = None
    dispensation: str = ""
    left_room: bool | None = None
    exempt: str = ""
    version: int = 1


def notify_by(declaration: Declaration) -> date | None:
    """The last day on which the monitoring officer is told of an interest that is not in the
    register; None if it need not be told, or has been."""
    waits = declaration.kind is Interest.PECUNIARY and declaration.registered is False
    if not waits or declaration.notified_on is not None:
        return None
    return declaration.declared_on + timedelta(days=NOTIFY_DAYS - 1)
