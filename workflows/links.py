"""Links of e-mails: one person may answer for one subject without being in Slack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Link:
    """A link that was sent to one person about one subject. Who holds the token may read it and
    answer as that person, until it expires or is revoked; only the token's hash is kept.
    Times are real, not business, time."""

    token_hash: str
    team_id: str
    board_id: str
    person_id: str
    subject: str
    subject_id: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
