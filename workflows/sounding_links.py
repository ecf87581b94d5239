"""The link by which somebody who is asked reads one sounding and replies to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, can_see
from workflows.links import LinkKind
from workflows.soundings import Sounding, SoundingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

_OPENED = frozenset({SoundingState.OPEN, SoundingState.CLOSED})


def _fits(tx: Transaction, caller: Caller, sounding: Sounding, now: datetime) -> bool:
    """For those who answer for a place, as long as they are asked; after the close it still shows
    what came of it, and says to whoever comes too late that they do."""
    asked = sounding.place_of(caller.id)
    return (
        asked is not None
        and asked.is_asked
        and sounding.state in _OPENED
        and can_see(sounding, Audience(caller))
    )


REPLY: LinkKind[Sounding] = LinkKind(
    subject="sounding",
    purpose="reply",
    label="Reply",
    offers="Say what you think, with a comment if you like",
    fetch=lambda tx, sounding_id: tx.soundings.get(sounding_id),
    fits=_fits,
    name=lambda sounding: sounding.reference,
)
