"""Who is expected at a meeting and who was there: one row for each person and meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reply(StrEnum):
    """What somebody who was invited has answered."""

    NONE = ""
    COMING = "coming"
    NOT_COMING = "not_coming"
    SUBSTITUTE = "substitute"


class Attends(StrEnum):
    """How somebody is minuted; empty before the meeting."""

    NONE = ""
    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    IN_ATTENDANCE = "in_attendance"


class Capacity(StrEnum):
    """In what capacity somebody is at a meeting."""

    MEMBER = "member"
    ASSOCIATE = "associate"
    SUBSTITUTE = "substitute"
    OFFICER = "officer"
    GUEST = "guest"


@dataclass(frozen=True)
class Attendance:
    """One person's part in one meeting, expected and real.

    `name` is as printed where nobody on record is meant (`person_id` None). A substitute's row
    names the member in `for_id` (or `for_name`), who has a row of their own. `items` are those that
    somebody came for, where it was for these alone. `invited` is the SEQUENCE of the invitation
    that was sent last, None where none was; `invited_now` whether that one still stands (not
    cancelled). `stated`: whether the paper says so in words, rather than letting it be seen. `role`
    is what stands beside the name ("Chair", "Head of Commissioning"). `arrived` and `left` are when
    somebody came late or went early, as it is to be minuted ("at item 5", "15:10"); empty for
    whoever was there from beginning to end.
    """

    id: str
    board_id: str
    meeting_id: str
    name: str
    person_id: str | None = None
    capacity: Capacity = Capacity.MEMBER
    seat: str = ""
    reply: Reply = Reply.NONE
    replied_at: datetime | None = None
    replied_by: str = ""
    substitute_name: str = ""
    substitute_id: str | None = None
    invited: int | None = None
    invited_now: bool = False
    attends: Attends = Attends.NONE
    remotely: bool = False
    items: tuple[str, ...] = ()
    for_id: str | None = None
    for_name: str = ""
    stated: bool = True
    role: str = ""
    arrived: str = ""
    left: str = ""
    exempt: str = ""
    version: int = 1
