"""What becomes of a parcel when Slack fails, and of what is in Slack when matter becomes exempt.

Slack is stood in for by one that stores what it is sent and fails as it is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.config import Settings
from bot.delivery import Courier
from bot.deps import Desk
from bot.slack.messenger import RefusedFileError
from bot.tokens import links_for
from tests.support.council import CHANNEL, TEAM, Council
from workflows import action_recording, meeting_live, reminders
from workflows.action_recording import Correction, NewAction
from workflows.deliveries import Delivery, Kind, Parcel

pytest_plugins = ["tests.support.stores", "tests.support.council"]
SECRET = "Settle with Mr Smith"
EXEMPT = Correction(exempt="Para 3")


def refusal(error: str, status: int = 200, method: str = "chat.postMessage") -> SlackApiError:
    class Answer:
        data = {"ok": False, "error": error}  # noqa: RUF012
        status_code = status
        headers = {"Retry-After": "40"} if status == 429 else {}
        api_url = f"https://slack.com/api/{method}"

    return SlackApiError(error, Answer())


class Slack:
    """The messenger's place: messages and files as they stand, and what is to go wrong.

    `fail[method]` holds what its next calls raise; a pair ("stored", fault) does the work first.
    `before` is run while Slack is being asked.
    """

    def __init__(self) -> None:
        self.messages: dict[tuple[str, str], tuple[str, str]] = {}
        self.files: dict[str, tuple[str, str, bytes]] = {}
        self.fail: dict[str, list[Any]] = {}
        self.before: list[Any] = []
        self.calls: list[str] = []
        self.posts = 0

    def _call(self, name: str, work: Any) -> Any:
        self.calls.append(name)
        while self.before:
            self.before.pop()()
        faults = self.fail.get(name, [])
        fault = faults.pop(0) if faults else None
        if isinstance(fault, tuple):
            work()
            raise fault[1]
        if fault:
            raise fault
        return work()

    async def open_dm(self, slack_id: str) -> str:
        return f"D{slack_id}"

    async def post(self, channel: str, text: str, blocks: Any, key: str) -> str:
        self.posts += 1
        ts = f"{self.posts}.0"

        def store() -> str:
            self.messages[channel, ts] = (key, f"{text} {blocks}")
            return ts

        return str(self._call("post", store))

    async def find(self, channel: str, key: str, since: datetime) -> str | None:
        return next(
            (t for (c, t), (k, _) in self.messages.items() if (c, k) == (channel, key)), None
        )

    async def update(self, channel: str, ts: str, text: str, blocks: Any) -> None:
        def store() -> None:
            if (channel, ts) not in self.messages:
                raise refusal("message_not_found")
            self.messages[channel, ts] = (self.messages[channel, ts][0], f"{text} {blocks}")

        self._call("update", store)

    async def delete(self, channel: str, ts: str) -> None:
        def store() -> None:
            if self.messages.pop((channel, ts), None) is None:
                raise refusal("message_not_found")

        self._call("delete", store)

    async def upload(self, channel: str, thread: str | None, name: str, data: bytes, t: str) -> str:
        file_id = f"F{len(self.calls)}"

        def store() -> str:
            self.files[file_id] = (channel, name, data)
            return file_id

        return str(self._call("upload", store))

    async def find_file(
        self, channel: str, thread: str | None, name: str, since: Any
    ) -> str | None:
        return next((i for i, (c, n, _) in self.files.items() if (c, n) == (channel, name)), None)

    async def delete_file(self, file_id: str) -> None:
        self._call("delete_file", lambda: self.files.pop(file_id))

    async def publish_home(self, slack_id: str, view: Any) -> None: ...

    async def profile(self, slack_id: str) -> dict[str, Any]:
        return {}

    async def fetch(self, file_id: str) -> tuple[str, str, bytes]:
        self.calls.append("fetch")
        await asyncio.sleep(0.4)
        raise RefusedFileError("The file is over 20 MB.")

    def standing(self, channel: str) -> str:
        return " ".join(text for (c, _), (_, text) in self.messages.items() if c == channel)


class Rig:
    """A board, a courier and its Slack, with a real clock that the test moves."""

    def __init__(self, council: Council) -> None:
        self.council, self.slack = council, Slack()
        self.real = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
        settings = Settings(_env_file=None)  # type: ignore[call-arg]
        desk = Desk(council.store, settings)
        desk.clock.now = lambda: council.now  # type: ignore[method-assign]
        desk.clock.real = lambda: self.real  # type: ignore[method-assign]
        slack: Any = self.slack
        self.courier = Courier(desk, slack, None, links_for(settings))

        async def unpaced(channel: str) -> None: ...

        self.courier.sender._pace = unpaced  # type: ignore[method-assign]

    async def drain(self, hours: float = 0, minutes: float = 0) -> None:
        self.real += timedelta(hours=hours, minutes=minutes)
        await self.courier.drain()

    def put(self, key: str, view: str = "text", **fields: Any) -> None:
        fields = {"kind": Kind.MESSAGE, "args": {"text": "x"}, **fields}
        with self.council.store.begin() as tx:
            assert tx.outbox.put(Parcel(key=key, team_id=TEAM, view=view, **fields))

    def row(self, key: str) -> tuple[str, str]:
        rows = self.council.look(lambda tx: tx.outbox.listing(set(Delivery)))
        return next((str(state), error) for _, p, state, _, error in rows if p.key == key)

    def card(self, **more: Any) -> Any:
        """An action by Bea whose card goes into the channel under the key "card"."""
        action = self.council.record(SECRET, "Bea Lindqvist", due="1 March")
        self.put("card", "action_card", args={"action_id": action.id}, channel=CHANNEL)
        return action

    def exempt(self, action: Any) -> None:
        self.council.do(action_recording.edit, "asha", action.id, EXEMPT, "")


@pytest.fixture
def rig(sqlite_council: Council) -> Iterator[Rig]:
    made = Rig(sqlite_council)
    yield made
    made.courier.desk.close()


# Exempt matter leaves


async def test_marked_exempt_while_slack_is_asked(rig: Rig) -> None:
    await rig.drain()
    action = rig.card()
    rig.slack.before.append(lambda: rig.exempt(action))
    await rig.drain(minutes=10)
    await rig.drain(minutes=10)
    assert SECRET not in rig.slack.standing(CHANNEL)


async def test_marked_exempt_between_two_tries(rig: Rig) -> None:
    await rig.drain()
    action = rig.card()
    rig.slack.fail["post"] = [("stored", TimeoutError())] * 2
    await rig.drain()
    assert SECRET in rig.slack.standing(CHANNEL)
    rig.exempt(action)
    await rig.drain(minutes=10)
    assert SECRET not in rig.slack.standing(CHANNEL)
    assert rig.row("card")[0] == "dropped"


async def test_what_arrived_at_the_first_try_is_what_should_stand_at_the_second(rig: Rig) -> None:
    action = rig.card()
    rig.slack.fail["post"] = [("stored", TimeoutError())] * 2
    await rig.drain()
    change = Correction(text="Send the letter")
    rig.council.do(action_recording.edit, "asha", action.id, change, "")
    await rig.drain(minutes=10)
    assert "Send the letter" in rig.slack.standing(CHANNEL)
    assert SECRET not in rig.slack.standing(CHANNEL)
    assert sum(c == CHANNEL for c, _ in rig.slack.messages) == 1


async def test_a_card_is_deleted_and_a_refused_deletion_is_not_done(rig: Rig) -> None:
    action = rig.card()
    await rig.drain()
    rig.exempt(action)
    rig.slack.fail["delete"] = [refusal("cant_delete_message")]
    await rig.drain()
    assert rig.row(f"update:{CHANNEL}:2.0")[0] in ("parked", "pending")
    parked = rig.council.look(lambda tx: tx.outbox.listing({Delivery.PARKED}))
    assert [error for *_, error in parked] == ["cant_delete_message"]
    with rig.council.store.begin() as tx:
        tx.outbox.retry(parked[0][0])
    await rig.drain()
    assert SECRET not in rig.slack.standing(CHANNEL)


async def test_those_no_longer_entitled_lose_it_and_those_entitled_keep_it(rig: Rig) -> None:
    c = rig.council
    action = c.record(SECRET, "Tom Hallam", due="1 March")
    await rig.drain()
    assert SECRET in rig.slack.standing("DU3")
    with c.store.begin() as tx:
        for membership in tx.people.memberships(c.board.id):
            if membership.person_id == c.people["tom"].id:
                tx.people.end_membership(membership.id, c.now.date() - timedelta(days=2))
    c.do(action_recording.reassign, "asha", action.id, ["Bea Lindqvist"], "")
    await rig.drain()
    rig.exempt(action)
    await rig.drain()
    assert SECRET not in rig.slack.standing("DU3")
    assert SECRET in rig.slack.standing("DU4")


async def test_one_of_many_leaves_the_issued_list_and_the_rest_stays(rig: Rig) -> None:
    c = rig.council
    meeting = c.meeting("11 January 2027")
    c.do(meeting_live.open_meeting, "asha", c.board.id)
    secret = c.record(SECRET, "Tom Hallam")
    c.record("Send the budget", "Tom Hallam")
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    c.do(meeting_live.issue, "asha", meeting.id)
    await rig.drain()
    args = {"meeting_id": meeting.id}
    rig.put("list", "issued_list", args=args, channel=CHANNEL)
    await rig.drain()
    assert SECRET in rig.slack.standing(CHANNEL)
    rig.exempt(secret)
    await rig.drain()
    assert SECRET not in rig.slack.standing(CHANNEL)
    assert "Send the budget" in rig.slack.standing(CHANNEL)


async def test_digest_and_log_files_are_made_anew_without_it(rig: Rig) -> None:
    c = rig.council
    action = c.record(SECRET, "Tom Hallam", due="12 January 2027")
    c.record("Send the budget", "Tom Hallam", due="15 January 2027")
    c.meeting("20 January 2027")
    await rig.drain()
    c.now = datetime(2027, 1, 13, 9, 5, tzinfo=UTC)
    while c.look(lambda tx: reminders.plan(tx, TEAM, c.now)) >= reminders.CHUNK:
        pass
    await rig.drain()
    posted = {n: i for i, (ch, n, _) in rig.slack.files.items() if ch == CHANNEL}
    logs = {i for n, i in posted.items() if n.startswith("action-log")}
    assert len(logs) == 2
    assert SECRET in rig.slack.standing(CHANNEL)
    c.now += timedelta(days=1)
    digest = rig.slack.standing(CHANNEL)
    c.do(action_recording.edit, "asha", action.id, Correction(text="Settle it all"), "")
    await rig.drain()
    assert rig.slack.standing(CHANNEL) == digest, "a digest does not follow every change"
    rig.exempt(action)
    await rig.drain()
    assert "Settle" not in rig.slack.standing(CHANNEL)
    assert "in 5 working days" in rig.slack.standing(CHANNEL), "a digest stays of its day"
    now = {i: n for i, (ch, n, _) in rig.slack.files.items() if ch == CHANNEL}
    assert not logs & set(now), "the files that held it are gone"
    assert sorted(n.rpartition(".")[2] for n in now.values()) == ["docx", "ics", "pdf"]
    chairs = [n for ch, n, _ in rig.slack.files.values() if ch == "DU2"]
    assert len(chairs) == 3, "the chair may read it"
    before = len(rig.slack.calls)
    c.do(action_recording.edit, "asha", action.id, Correction(text="Settle soon"), "")
    await rig.drain()
    assert "upload" not in rig.slack.calls[before:]


async def test_a_check_list_learns_later_lines(rig: Rig) -> None:
    from bot.slack.listeners import check_list

    c = rig.council
    meeting = c.meeting("11 January 2027")
    c.do(meeting_live.open_meeting, "asha", c.board.id)
    c.record("One", "Tom Hallam")
    with c.store.begin() as tx:
        caller = c.caller(tx, "asha")
        check_list.send(tx, caller, meeting_live.check_list(tx, caller, meeting.id))
    await rig.drain()
    two = c.record("Two", "Tom Hallam")
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    await rig.drain()
    assert "Two" in rig.slack.standing("DU1")
    c.do(meeting_live.withdraw, "asha", two.id)
    await rig.drain()
    shown = c.look(lambda tx: tx.showings.of("action", two.id))
    assert {s.audience for s in shown} == {c.people["asha"].id}, "an update keeps its reader"


# Failing


async def test_an_outage_of_hours_loses_nothing(rig: Rig) -> None:
    rig.put("t", channel="C9")
    rig.slack.fail["post"] = [TimeoutError() for _ in range(400)]
    for _ in range(12 * 20):
        await rig.drain(minutes=5)
    assert rig.row("t")[0] == "pending"
    rig.slack.fail.clear()
    await rig.drain(minutes=6)
    assert rig.row("t")[0] == "sent"


async def test_after_a_day_it_is_given_up_and_can_be_tried_again(rig: Rig) -> None:
    rig.put("t", channel="C9")
    rig.slack.fail["post"] = [TimeoutError() for _ in range(9)]
    await rig.drain()
    await rig.drain(hours=25)
    assert rig.row("t") == ("parked", "TimeoutError")
    with rig.council.store.begin() as tx:
        tx.outbox.retry(tx.outbox.listing({Delivery.PARKED})[0][0])
    await rig.drain()
    assert rig.row("t")[0] == "pending", "the day begins anew"


async def test_a_rate_limit_is_no_attempt_and_leaves_the_channel_alone(rig: Rig) -> None:
    for n in range(3):
        rig.put(f"t{n}", channel="C9")
    rig.put("other", channel="C8")
    rig.slack.fail["post"] = [refusal("ratelimited", 429)]
    await rig.drain()
    assert rig.slack.calls.count("post") == 2, "once refused, and once for the other channel"
    assert rig.row("other")[0] == "sent"
    await rig.drain(minutes=0.5)
    assert rig.row("t0")[0] == "pending"
    await rig.drain(minutes=0.25)
    assert [rig.row(f"t{n}")[0] for n in range(3)] == ["sent"] * 3
    attempts = {p.key: tries for _, p, _, tries, _ in
                rig.council.look(lambda tx: tx.outbox.listing(set(Delivery)))}  # fmt: skip
    assert attempts["t0"] == 1


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_dead_token_parks_nothing(
    rig: Rig, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(3):
        rig.put(f"t{n}", channel=f"C{n}")
    rig.slack.fail["post"] = [refusal(error)]
    await rig.drain()
    assert rig.slack.calls == ["post"]
    assert {rig.row(f"t{n}")[0] for n in range(3)} == {"pending"}
    said = capsys.readouterr()
    assert error in said.out + said.err
    await rig.drain(minutes=6)
    assert {rig.row(f"t{n}")[0] for n in range(3)} == {"sent"}


async def test_an_answer_that_is_no_json_stops_nobody(rig: Rig) -> None:
    class Raw:
        status, headers = 200, {}

    for n in range(3):
        rig.put(f"t{n}", channel=f"C{n}")
    rig.slack.fail["post"] = [SlackApiError("Received a response in a non-JSON format", Raw())]
    await rig.drain()
    assert rig.row("t0") == ("pending", "http_200")
    assert rig.row("t1")[0] == rig.row("t2")[0] == "sent"


async def test_reading_a_paper_holds_up_no_message(rig: Rig) -> None:
    asha = rig.council.people["asha"].id
    for n in range(3):
        args = {"file_id": f"F{n}", "by": asha}
        rig.put(f"paper{n}", "read_minutes", kind=Kind.READ, args=args, channel="C1")
    rig.put("message", channel="C9")
    draining = asyncio.create_task(rig.drain())
    while rig.row("message")[0] != "sent":  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert rig.row("paper0")[0] == "leased", "it is still being read"
    assert rig.row("paper2")[0] == "pending", "two papers at a time"
    await draining
    assert {rig.row(f"paper{n}")[0] for n in range(3)} == {"sent"}
    assert "over 20 MB" in rig.slack.standing("DU1")


async def test_sending_ends_within_its_lease(rig: Rig) -> None:
    rig.courier.desk.settings.matters_lease_seconds = 1
    rig.put("t", channel="C9")

    async def hang(*_: Any) -> str:
        await asyncio.sleep(30)
        return "never"

    rig.slack.post = hang  # type: ignore[method-assign, assignment]
    await asyncio.wait_for(rig.drain(), 3)
    assert rig.row("t") == ("pending", "TimeoutError")


# Whom nothing reaches


async def test_officers_hear_once_a_day_of_whom_nothing_reached(rig: Rig) -> None:
    c = rig.council
    new = NewAction(SECRET, ["Femi Adeleke"], "18 January 2027", exempt="Para 3")
    action = c.do(action_recording.record, "asha", c.board.id, new)
    c.record("Send the budget", "Femi Adeleke", due="18 January 2027")
    await rig.drain()
    said = rig.slack.standing("DU1")
    told = [t for _, t in rig.slack.messages.values() if "Femi Adeleke could not be told" in t]
    assert len(told) == 1
    assert action.reference in said
    assert "no SMTP server" in said
    assert SECRET not in said


async def test_only_those_who_steer_are_prompted_in_a_digest(rig: Rig) -> None:
    from bot.slack import rendering

    c = rig.council
    c.record("Late", "Tom Hallam", due="4 January 2027")
    meeting = c.meeting("20 January 2027")
    for who, prompted in (("femi", False), ("rosalind", True), ("asha", True)):
        parcel = Parcel(
            "k", Kind.MESSAGE, TEAM, "digest", {"meeting_id": meeting.id}, c.people[who].id
        )
        answer = c.look(rendering.render, parcel, c.now)
        assert ("For you" in str(answer.blocks)) is prompted, who
