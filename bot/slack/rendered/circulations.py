"""A circulated paper as it is sent to those on its list."""

from __future__ import annotations

from datetime import datetime

from bot.slack.rendered.kinds import Answer, Rendered, audience_of
from bot.slack.views import circulations as views
from workflows import circulation_seen
from workflows.circulations import CirculationState
from workflows.deliveries import Parcel
from workflows.ports import Transaction


def paper(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """For somebody to whom it goes; nothing once it was withdrawn before it was sent to them."""
    found = tx.circulations.get(str(parcel.args["circulation_id"]))
    seen = circulation_seen.seen_by(tx, found, audience_of(tx, parcel, now), now)
    if seen is None or seen.own is None:
        return None
    if "ts" not in parcel.args and found.state is CirculationState.WITHDRAWN:
        return None
    return Rendered(views.line(seen), views.paper(seen), (("circulation", found.id),))
