"""Calendar feeds over the web: what they answer, to whom, and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Component
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Settings
from bot.deps import Desk
from bot.terminal import without_secrets
from bot.tokens import links_for
from bot.web import feed, link_page
from tests.support.answering import BASE, KEY
from tests.support.council import TEAM, Council
from workflows import action_recording, feeds, invitations, link_kinds, links, meeting_planning
from workflows.action_recording import Correction
from workflows.board_people import remove_person
from workflows.errors import NotAllowed
from workflows.feed_links import BOARD_FEED, MY_FEED
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import MeetingKind
from workflows.people import Absence, Person


class Feeds:
    """A council whose feeds are served."""

    def __init__(self, council: Council) -> None:
        self.c = council
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            matters_public_url=BASE,
            matters_link_secret=KEY,  # type: ignore[arg-type]
        )
        self.desk = Desk(council.store, settings)
        self.desk.clock.now = lambda: council.now  # type: ignore[method-assign]
        self.maker = links_for(settings)
        tokens = self.maker.tokens
        routes = [*feed.routes(self.desk, tokens), *link_page.routes(self.desk, tokens)]
        self.client = TestClient(Starlette(routes=routes))

    def path(self, who: str = "", reader: str = "tom") -> str:
        """The way to the feed of that person, or of the board."""
        with self.c.store.begin() as tx:
            kind, of = (MY_FEED, self.c.people[who].id) if who else (BOARD_FEED, self.c.board.id)
            caller = self.c.caller(tx, who or reader)
            made = self.maker.feed(tx, caller, kind.fetch(tx, of), self.c.now, datetime.now(UTC))
        assert made is not None
        return made.removeprefix(BASE)

    def events(self, who: str = "") -> dict[str, Component]:
        """The feed's events by their title."""
        answer = self.client.get(self.path(who))
        assert answer.status_code == 200
        calendar = Calendar.from_ical(answer.content)
        assert not any(component.errors for component in calendar.walk())
        assert "METHOD" not in calendar
        return {str(e["SUMMARY"]): e for e in calendar.walk("VEVENT")}

    def revoke(self, who: str, kind: str = "") -> int:
        with self.c.store.begin() as tx:
            caller = self.c.caller(tx, who)
            if kind == "mine":
                of = feeds.of_the_caller(tx, caller)
            else:
                of = feeds.of_the_board(tx, caller, self.c.board.id)
            return feeds.revoke(tx, caller, of, self.c.now, datetime.now(UTC))


@pytest.fixture
def f(council: Council) -> Iterator[Feeds]:
    made = Feeds(council)
    yield made
    made.desk.close()


def test_a_board_s_meetings_for_any_calendar(f: Feeds) -> None:
    f.c.meeting("9 February 2027", venue="Town Hall", link="https://meet.example/1")
    private = f.c.meeting(
        "10 March 2027",
        kind=MeetingKind.PRIVATE,
        venue="Secret Room",
        link="https://meet.example/secret",
    )
    f.c.record("Settle the rent", "Tom Hallam", due="1 March 2027")
    answer = f.client.get(f.path())
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"ecret" not in answer.content
    assert b"rent" not in answer.content
    events = f.events()
    assert set(events) == {"Exampleshire Board", "Exampleshire Board (private meeting)"}
    assert events["Exampleshire Board"]["LOCATION"] == "Town Hall"
    f.c.do(meeting_planning.cancel_meeting, "asha", private.id, "The bidder withdrew")
    assert "Cancelled: Exampleshire Board (private meeting)" in f.events()
    assert b"bidder" not in f.client.get(f.path()).content


def test_a_person_s_meetings_and_deadlines(f: Feeds) -> None:
    c = f.c
    c.meeting("9 February 2027", kind=MeetingKind.PRIVATE, link="https://meet.example/inside")
    action = c.record("Bring the referral figures", "Femi Adeleke", due="1 March 2027")
    c.record("Somebody else's", "Tom Hallam", due="2 March 2027")
    events = f.events("femi")
    due = f"Due: {action.reference} Bring the referral figures"
    assert set(events) == {"Exampleshire Board (private meeting)", due}
    assert events["Exampleshire Board (private meeting)"]["URL"] == "https://meet.example/inside"
    assert events[due]["DTSTART"].dt.isoformat() == "2027-03-01"
    assert events[due]["TRANSP"] == "TRANSPARENT"
    c.do(action_recording.cancel, "asha", action.id, "no longer needed")
    assert due not in f.events("femi")


def test_what_is_exempt_is_a_day_without_a_title_for_who_may_not_read_it(f: Feeds) -> None:
    c = f.c
    action = c.record("Settle the rent", "Rosalind Peake", due="1 March 2027")
    with c.store.begin() as tx:
        outsider = tx.people.add(Person(tx.new_id(), TEAM, "Odd Outsider", None, "o@x.example"))
        c.people["odd"] = outsider
        tx.people.add_absence(
            Absence(tx.new_id(), TEAM, c.people["rosalind"].id, c.now.date(),
                    c.now.date() + timedelta(days=90), c.people["asha"].id, outsider.id)
        )  # fmt: skip
    assert [s for s in f.events("odd") if "Settle the rent" in s]
    c.do(action_recording.edit, "asha", action.id, Correction(exempt="Para 3"), "")
    assert set(f.events("odd")) == {"Due: an exempt matter"}
    assert [s for s in f.events("rosalind") if "Settle the rent" in s]


def test_whoever_is_invited_elsewhere_sees_that_meeting(f: Feeds) -> None:
    c = f.c
    meeting = c.meeting("9 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    c.do(remove_person, "asha", c.board.id, c.people["tom"].id)
    assert set(f.events("tom")) == {"Exampleshire Board"}
    with c.store.begin() as tx:
        invitations.settle(tx, TEAM, c.now)
    assert set(f.events("tom")) == set()


def test_what_has_not_changed_is_not_sent_again(f: Feeds) -> None:
    meeting = f.c.meeting("9 February 2027")
    path = f.path("tom")
    first = f.client.get(path)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, max-age=900"
    for given in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = f.client.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b""), given
        assert again.headers["etag"] == etag
    assert f.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert f.client.get(path).content == first.content
    head = f.client.head(path)
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(first.content)
    assert head.headers["etag"] == etag
    f.c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day="16 February 2027"))
    changed = f.client.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"20270216" in changed.content


def test_a_new_day_is_a_change(f: Feeds) -> None:
    f.c.meeting("9 February 2027")
    etag = f.client.get(f.path()).headers["etag"]
    f.c.now += timedelta(days=1)
    assert f.client.get(f.path()).headers["etag"] != etag


def test_an_address_is_the_same_until_it_is_ended(f: Feeds) -> None:
    board, mine = f.path(), f.path("tom")
    assert f.path(reader="femi") == board, "one address for the board, whoever asks"
    assert f.path("tom") == mine
    assert f.path("femi") != mine
    with pytest.raises(NotAllowed):
        f.revoke("tom")
    assert f.revoke("tom", "mine") == 1
    assert f.client.get(mine).status_code == 404
    assert f.client.get(board).status_code == 200
    assert f.revoke("asha") == 1
    assert f.revoke("asha") == 0
    assert f.client.get(board).status_code == 404
    assert f.client.get(f.path()).status_code == 200
    assert f.path() != board


def test_what_an_officer_ends_for_a_person_leaves_the_board_s(f: Feeds) -> None:
    board, mine = f.path(), f.path("tom")
    tom = f.c.people["tom"].id
    ended = f.c.do(links.revoke_of_person, "asha", f.c.board.id, tom, real=datetime.now(UTC))
    assert ended == 1
    assert f.client.get(mine).status_code == 404
    assert f.client.get(board).status_code == 200
    found = f.c.look(lambda tx: tx.links.of_subject("board", f.c.board.id))
    with f.c.store.begin() as tx:
        good = link_kinds.good_links(tx, found, f.c.now, datetime.now(UTC))
        assert links.revoke_all(tx, "command line", good, f.c.now, datetime.now(UTC)) == 1
    assert f.client.get(board).status_code == 404


def test_whatever_is_wrong_with_an_address_the_answer_is_one(f: Feeds) -> None:
    action = f.c.record("Bring the figures", "Femi Adeleke")
    good = f.path("tom")
    token = good.rpartition("/")[2].removesuffix(".ics")
    wrong = [
        "/a/feed/",
        "/a/feed/x.ics",
        f"/a/feed/{token[:-1]}.ics",
        f"/a/feed/{f.maker.tokens.of('never')}.ics",
        f"/a/feed/{token}/x",
        "/a/feed/..%2F..%2Fhealthz",
    ]
    answers = {(r.status_code, r.text) for r in map(f.client.get, wrong)}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert f.client.get(f"/a/{token}").status_code == 404, "no page is behind a feed's token"
    assert f.client.post(good).status_code == 405
    assert f.c.action(action.id) == action
    said = without_secrets(f"GET {BASE}{good} failed")
    assert token not in said


def test_asked_for_too_often(f: Feeds) -> None:
    path = f.path()
    codes = [f.client.get(path).status_code for _ in range(feed.PER_FEED + 5)]
    assert codes == [200] * feed.PER_FEED + [429] * 5
    assert int(f.client.get(path).headers["retry-after"]) <= 60


def test_memory_holds_so_many_bytes_and_forgets_the_oldest() -> None:
    memory = feed.Memory(most=100)
    for name in "abc":
        memory.put(name, "1", b"x" * 40)
    assert memory.get("a", "1") is None
    assert memory.get("c", "1") == b"x" * 40
    memory.put("c", "2", b"y" * 10)
    assert memory.get("c", "1") is None
    assert memory.get("b", "1") == b"x" * 40
    memory.put("d", "1", b"z" * 200)
    assert [memory.get(name, "1") for name in "bcd"] == [None, None, None]
