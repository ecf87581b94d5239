"""The outbox: what is to be sent is written in the transaction that decided it, sent later.

A row is claimed with a lease, sent outside any transaction, and marked. Its text is rendered when
it is claimed, from the state at that moment; when nothing is left to say it is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of thing a row sends; it decides what is promised if the process dies midway.

    A LETTER is a message that goes by e-mail to whoever has an address, also to those who are in
    Slack: calendar programs read their invitations there.

    An UPDATE makes what stands in chat what it should be now: rendered anew, or deleted where
    nothing of it may be shown any longer.
    """

    MESSAGE = "message"
    LETTER = "letter"
    UPDATE = "update"
    FILE = "file"
    HOME = "home"
    READ = "read"
    PROFILE = "profile"


class Delivery(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    PARKED = "parked"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Parcel:
    """One thing to send.

    `key` is unique: writing it twice records it once. `view` names what is rendered, `args` (plain
    JSON) what it is rendered from. Exactly one of `person_id` and `channel` says where it goes.
    `not_before` is business time. `follows` is the key of a row that must have been sent first; a
    file that follows a message goes into its thread.
    """

    key: str
    kind: Kind
    team_id: str
    view: str
    args: Mapping[str, Any] = field(default_factory=dict)
    person_id: str | None = None
    channel: str | None = None
    board_id: str | None = None
    not_before: datetime | None = None
    follows: str | None = None


@dataclass(frozen=True)
class Claimed:
    """A parcel that this process may send until `lease_until` (real time).

    `attempts` counts this one; above 1, an earlier attempt may have arrived, and the sender looks
    before it sends again. `channel` and `sent_ts` are what earlier steps stored. `turn` numbers the
    row's claims, so that the mark of a sender whose lease has passed to another counts for nothing.
    `trying_since` is when the first of the attempts was made after which giving up is counted.
    """

    id: int
    parcel: Parcel
    attempts: int
    lease_until: datetime
    first_tried: datetime | None = None
    trying_since: datetime | None = None
    channel: str | None = None
    turn: int = 0


@dataclass(frozen=True)
class Row:
    """A parcel and what has become of it, for whoever looks after the outbox. Times are real."""

    id: int
    parcel: Parcel
    state: Delivery
    attempts: int
    error: str
    first_tried: datetime | None = None
    retry_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """A message or file in which a subject's state is on view; `ts` is the file's id for a file.

    A `live` one is rendered again when the subject changes. Any other (a digest, a log) is of its
    day, and changes only when something in it is no longer for its readers' eyes.
    """

    subject: str
    subject_id: str
    channel: str
    ts: str
    view: str
    audience: str
    args: Mapping[str, Any] = field(default_factory=dict)
    live: bool = True
