"""A paper of the record, sent behind the message that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.slack.rendered.kinds import Answer, RenderedFile, audience_of
from workflows.access import Disclosable, can_see
from workflows.deliveries import Parcel
from workflows.ports import Transaction


def kept_file(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The file as it was kept; nothing, for whoever may not see what it belongs to."""
    file, data = tx.files.get(str(parcel.args["kept"]))
    found: Mapping[str, Callable[[str], Disclosable]] = {
        "sounding": tx.soundings.get,
        "circulation": tx.circulations.get,
    }
    if not can_see(found[file.subject](file.subject_id), audience_of(tx, parcel, now)):
        return None
    subjects = ((file.subject, file.subject_id),)
    return RenderedFile(file.name, lambda: data, file.media_type, file.name, subjects=subjects)
