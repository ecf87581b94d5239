"""What of soundings is sent: the question, the officer's card, news, the report as a paper."""

from __future__ import annotations

from datetime import datetime

from bot.documents.sounding_report import as_docx
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile, audience_of
from bot.slack.views import soundings as views
from bot.slack.views.blocks import section
from workflows import sounding_seen
from workflows.access import Audience
from workflows.deliveries import Parcel
from workflows.ports import Transaction
from workflows.sounding_seen import Seen
from workflows.soundings import SoundingState

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _seen(tx: Transaction, parcel: Parcel, now: datetime) -> Seen | None:
    sounding = tx.soundings.get(str(parcel.args["sounding_id"]))
    return sounding_seen.seen_by(tx, sounding, audience_of(tx, parcel, now), now)


def ask(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The question; as long as its reader answers for a place. Sent before it is over only."""
    seen = _seen(tx, parcel, now)
    if seen is None or seen.own is None:
        return None
    if "ts" not in parcel.args and seen.stands.state is not SoundingState.OPEN:
        return None
    return Rendered(views.line(seen), views.ask(seen), (("sounding", seen.sounding.id),))


def card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The officer's card, as long as they are one."""
    seen = _seen(tx, parcel, now)
    if seen is None or not seen.officer:
        return None
    text = f"{seen.sounding.reference}: {seen.sounding.question}"[:300]
    return Rendered(text, views.card(seen), (("sounding", seen.sounding.id),))


def news(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """That it was extended, closed or withdrawn; said once, as it was then."""
    seen = _seen(tx, parcel, now)
    if seen is None:
        return None
    text = views.news(seen, str(parcel.args["what"]))
    return Rendered(
        text.split("\n")[0][:300],
        [section(text)],
        (("sounding", seen.sounding.id),),
        live=False,
    )


def paper(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The report for the meeting, drawn up for its papers: without contact details."""
    seen = _seen(tx, parcel, now)
    if seen is None or not seen.officer:
        return None
    public = audience_of(tx, parcel, now) if seen.sounding.exempt else Audience()
    told = sounding_seen.seen_by(tx, seen.sounding, public, now)
    if told is None:
        return None
    name = f"views-sought-{seen.sounding.reference.lower()}.docx"
    title = f"Views sought between meetings, {seen.sounding.reference}"
    subjects = (("sounding", seen.sounding.id),)
    return RenderedFile(name, lambda: as_docx(told), DOCX, title, subjects=subjects)
