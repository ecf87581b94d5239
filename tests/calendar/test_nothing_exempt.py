"""Nothing exempt in an invitation or a feed, and no detail of a private meeting in what is for the
public: over every text field of meetings, agenda items and actions."""

from __future__ import annotations

import email
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any, get_type_hints
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.calendar.feed_ics import feed_ics
from bot.mail.from_blocks import Post, mail_for
from bot.slack import rendering
from bot.tokens import LinkMaker, Tokens
from storage.database import open_store
from tests.support.council import TEAM, Council
from workflows import feeds, invitations, meeting_planning
from workflows.actions import Action
from workflows.agendas import AgendaItem
from workflows.deliveries import Delivery
from workflows.feed_links import BOARD_FEED, MY_FEED
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind
from workflows.people import Person

#: Stands in all that is exempt; and where a private meeting is held, which its guests may know.
SECRET, PLACE = "Zyzzyva", "Quxford"
MAKER = LinkMaker(Tokens("k" * 32), "https://actions.exampleshire.example", 60)
#: What identifies a thing or joins it to others, and is no text of anybody's.
JOINTS = {"id", "board_id", "meeting_id", "uid", "series", "source", "source_id", "report"}


def text_fields(cls: type) -> list[str]:
    """The fields that hold what people wrote."""
    hints = get_type_hints(cls)
    return [f.name for f in fields(cls) if hints[f.name] is str and f.name not in JOINTS]


def marked(thing: Any, names: list[str], word: str = SECRET) -> Any:
    return replace(thing, **{name: f"{word} {name}" for name in names})


def readable(data: bytes) -> str:
    """A calendar file with its folded lines joined, or an e-mail with all its parts decoded."""
    if data.startswith(b"BEGIN:VCALENDAR"):
        return data.replace(b"\r\n ", b"").decode()
    message = email.message_from_bytes(data, policy=default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    decoded = [part.get_payload(decode=True) for part in parts]
    texts = [d.decode().replace("\r\n ", "") for d in decoded if isinstance(d, bytes)]
    return " ".join([str(message["Subject"]), *texts])


def sent(c: Council) -> Iterator[tuple[bool, str]]:
    """All that leaves, and whether it is for the public: the board's feed, what goes into the
    channel; a guest's feed and the letters to guests, each with its files."""
    with c.store.begin() as tx:
        public = feeds.contents(tx, BOARD_FEED.fetch(tx, c.board.id), c.now)
        yield True, readable(feed_ics(public, c.now))
        guest = feeds.contents(tx, MY_FEED.fetch(tx, c.people["odd"].id), c.now)
        yield False, readable(feed_ics(guest, c.now))
        for _, parcel, *_ in tx.outbox.listing(set(Delivery)):
            if not parcel.view.startswith(("invitation", "meeting_ics")):
                continue
            answer, public_ = rendering.render(tx, parcel, c.now), parcel.person_id is None
            if isinstance(answer, rendering.RenderedFile):
                yield public_, readable(answer.draw())
            if not isinstance(answer, rendering.Rendered):
                continue
            yield public_, f"{answer.text} {answer.blocks}"
            if parcel.person_id:
                person = tx.people.get(parcel.person_id)
                post = Post(parcel, person, c.now, datetime.now(UTC))
                yield False, readable(bytes(mail_for(tx, post, answer, "m@x.example", MAKER)()))


def with_secrets(c: Council, drawn: st.DataObject, private: bool) -> Meeting:
    """A meeting with an exempt item, presented by somebody from elsewhere, and an exempt action,
    the secret word in any of their texts; the same in a private meeting's own."""

    def some(cls: type) -> list[str]:
        return drawn.draw(st.lists(st.sampled_from(text_fields(cls)), unique=True))

    kind = MeetingKind.PRIVATE if private else None
    meeting = c.meeting("9 February 2027", kind=kind)
    action = c.record("Settle the rent", "Rosalind Peake", due="1 March 2027")
    with c.store.begin() as tx:
        if private:
            own = [n for n in some(Meeting) if n not in ("venue", "link")]
            held = marked(tx.meetings.get(meeting.id), ["venue", "link"], PLACE)
            meeting = tx.meetings.save(marked(held, [*own, "note"]))
        c.people["odd"] = tx.people.add(
            Person(tx.new_id(), TEAM, "Odd Outsider", None, "odd@exampleshire.example")
        )
        by = c.people["odd"].id
        item = AgendaItem(tx.new_id(), c.board.id, meeting.id, "Rent", presenter_id=by)
        tx.agenda_items.add(marked(item, [*some(AgendaItem), "title", "exempt"]))
        told = marked(tx.actions.get(action.id), [*some(Action), "text", "exempt"])
        tx.actions.save(told)
    return meeting


@pytest.mark.parametrize("private", [False, True])
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],  # an example is a whole meeting's life: made small it says no more
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=st.data())
def test_the_secret_word_is_nowhere(
    sqlite_template: Path, tmp_path: Path, private: bool, drawn: st.DataObject
) -> None:
    file = shutil.copyfile(sqlite_template, tmp_path / f"{uuid4().hex}.db")
    c = Council(open_store(f"sqlite:///{file}"))
    meeting = with_secrets(c, drawn, private)
    c.do(invitations.invite, "asha", meeting.id)
    found = list(sent(c))
    for step in (_moved, _cancelled, _revived):
        c.now += timedelta(minutes=5)
        step(c, meeting, private)
        found += sent(c)
    assert len(found) > 20
    assert [text for _, text in found if SECRET in text] == []
    assert [text for public, text in found if public and PLACE in text] == []
    if private:
        assert [text for public, text in found if PLACE in text], "its guests know where it is"


def _moved(c: Council, meeting: Meeting, private: bool) -> None:
    why = SECRET if private else "the hall is let"
    plan = MeetingPlan(day="16 February 2027")
    c.do(meeting_planning.move, "asha", meeting.id, plan, reason=why)


def _cancelled(c: Council, meeting: Meeting, private: bool) -> None:
    why = SECRET if private else "snow"
    c.do(meeting_planning.cancel_meeting, "asha", meeting.id, why)


def _revived(c: Council, meeting: Meeting, private: bool) -> None:
    c.do(meeting_planning.revive, "asha", meeting.id)
