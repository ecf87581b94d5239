"""E-mail through the courier to a real SMTP server that takes, refuses, stalls and hangs up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.config import Settings
from bot.delivery import MAILERS, Courier
from bot.deps import Desk
from bot.mail.smtp import Mailer, SmtpSettings
from bot.tokens import links_for
from tests.bot.test_delivery import Slack
from tests.support.council import TEAM, Council
from tests.support.postbox import Postbox, html_of, postbox, text_of
from workflows import action_recording, meeting_planning, reminders
from workflows.action_recording import NewAction
from workflows.deliveries import Delivery, Kind, Parcel
from workflows.meeting_planning import MeetingPlan
from workflows.people import Person

FEMI, TOM, CHAIR = (f"{k}@exampleshire.example" for k in ("femi", "tom", "rosalind"))
SENDER = "Matters Arising <actions@exampleshire.example>"
LINK = re.compile(r"https://actions\.exampleshire\.example/a/\S+")


class Rig:
    """A board, a courier, a Slack of its own making and a real mail server; a clock to move."""

    def __init__(self, council: Council, box: Postbox, **smtp: Any) -> None:
        self.council, self.box, self.slack = council, box, Slack()
        self.real = datetime.now(UTC)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            matters_public_url="https://actions.exampleshire.example",
            matters_link_secret="k" * 32,  # type: ignore[arg-type]
        )
        self.desk = Desk(council.store, settings)
        self.desk.clock.now = lambda: council.now  # type: ignore[method-assign]
        self.desk.clock.real = lambda: self.real  # type: ignore[method-assign]
        given = {"host": "127.0.0.1", "port": box.port, "security": "none", "timeout": 10}
        mailer = Mailer(SmtpSettings(sender=SENDER, **{**given, **smtp}))
        slack: Any = self.slack
        self.courier = Courier(self.desk, slack, mailer, links_for(settings))

        async def unpaced(channel: str) -> None: ...

        self.courier.sender._pace = unpaced  # type: ignore[method-assign]

    async def drain(self, minutes: float = 0) -> None:
        self.real += timedelta(minutes=minutes)
        await self.courier.drain()

    def prefers(self, *who: str) -> None:
        with self.council.store.begin() as tx:
            for each in who:
                person = tx.people.get(self.council.people[each].id)
                tx.people.save(replace(person, prefers_email=True))

    def rows(self, state: Delivery) -> list[tuple[str, str]]:
        found = self.council.look(lambda tx: tx.outbox.listing({state}))
        return [(p.view, error) for _, p, _, _, error in found if p.view not in ("home", "profile")]


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def rig(council: Council, box: Postbox) -> Iterator[Rig]:
    made = Rig(council, box)
    yield made
    made.desk.close()


@pytest.fixture
def sqlite_rig(sqlite_council: Council, box: Postbox) -> Iterator[Rig]:
    made = Rig(sqlite_council, box)
    yield made
    made.desk.close()


async def test_whoever_prefers_email_has_it_and_nothing_in_slack(rig: Rig) -> None:
    rig.prefers("tom")
    action = rig.council.record("Send the budget", "Tom Hallam", due="1 March 2027")
    await rig.drain()
    (message,) = rig.box.to(TOM)
    assert message["Reply-To"].addresses[0].addr_spec == "asha@exampleshire.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert action.reference in text_of(message)
    assert rig.slack.standing("DU3") == ""


async def test_without_a_server_or_an_address_slack_has_it(rig: Rig) -> None:
    rig.prefers("tom", "bea")
    with rig.council.store.begin() as tx:
        person = tx.people.get(rig.council.people["bea"].id)
        tx.people.save(replace(person, email=None))
    rig.council.record("Send the budget", "Bea Lindqvist")
    await rig.drain()
    assert "Send the budget" in rig.slack.standing("DU4")
    rig.courier.sender.mailer = None
    rig.council.record("Read the plan", "Tom Hallam")
    await rig.drain()
    assert "Read the plan" in rig.slack.standing("DU3")
    assert rig.box.taken == []


async def test_what_the_server_refuses_for_good_goes_to_slack_and_the_officer_hears(
    rig: Rig,
) -> None:
    rig.prefers("tom")
    rig.box.answers = ["550 5.1.1 No such mailbox"]
    rig.council.record("Send the budget", "Tom Hallam")
    await rig.drain()
    await rig.drain(minutes=10)
    assert rig.box.taken == []
    assert rig.slack.standing("DU3").count("Send the budget") > 0
    assert sum(channel == "DU3" for channel, _ in rig.slack.messages) == 1
    told = rig.slack.standing("DU1")
    assert "E-mail to Tom Hallam does not arrive" in told
    assert "550 5.1.1" in told
    assert "Send the budget" not in told
    assert rig.rows(Delivery.PARKED) == []
    assert rig.rows(Delivery.PENDING) == []


async def test_a_digest_that_cannot_be_mailed_goes_to_slack_with_its_files(
    sqlite_rig: Rig,
) -> None:
    rig, c = sqlite_rig, sqlite_rig.council
    rig.prefers("rosalind")
    meeting = c.meeting("20 January 2027")
    with c.store.begin() as tx:
        reminders.send_digest(tx, c.board, meeting, "8", c.now.date())
    rig.box.answers = ["550 5.1.1 No such mailbox", "550 5.1.1 No such mailbox"]
    await rig.drain()
    await rig.drain(minutes=10)
    assert rig.box.to(CHAIR) == []
    names = [name for channel, name, _ in rig.slack.files.values() if channel == "DU2"]
    assert sorted(n.rpartition(".")[2] for n in names) == ["docx", "ics", "pdf"]


async def test_a_digest_by_email_carries_its_files_once(sqlite_rig: Rig) -> None:
    rig, c = sqlite_rig, sqlite_rig.council
    rig.prefers("rosalind")
    meeting = c.meeting("20 January 2027")
    with c.store.begin() as tx:
        reminders.send_digest(tx, c.board, meeting, "8", c.now.date())
    await rig.drain()
    await rig.drain(minutes=10)
    (message,) = rig.box.to(CHAIR)
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    assert {name.rpartition(".")[2] for name in names} == {"docx", "pdf", "ics"}
    assert "are attached" in text_of(message)
    assert "thread" not in text_of(message)
    assert not [n for ch, n, _ in rig.slack.files.values() if ch == "DU2"]


@pytest.mark.parametrize("answers", [[], ["550 5.1.1 No such mailbox"]])
async def test_a_move_is_told_by_email_or_else_in_slack_with_its_file(
    sqlite_rig: Rig, answers: list[str]
) -> None:
    rig, c = sqlite_rig, sqlite_rig.council
    rig.prefers("bea")
    meeting = c.meeting("20 January 2027")
    await rig.drain()
    rig.box.taken.clear()
    with c.store.begin() as tx:
        # Bea alone, so that the server's answer is hers.
        femi = next(m for m in tx.people.memberships(c.board.id)
                    if m.person_id == c.people["femi"].id)  # fmt: skip
        tx.people.end_membership(femi.id, c.now.date() - timedelta(days=1))
    rig.box.answers = list(answers)
    plan = MeetingPlan(day="21 January 2027")
    c.do(meeting_planning.move, "asha", meeting.id, plan)
    await rig.drain()
    await rig.drain(minutes=10)
    in_slack = [name for channel, name, _ in rig.slack.files.values() if channel == "DU4"]
    if answers:
        assert rig.box.taken == []
        assert [n.rpartition(".")[2] for n in in_slack] == ["ics"]
        return
    (told,) = rig.box.to("bea@exampleshire.example")
    assert [p.get_content_type() for p in told.iter_attachments()] == ["application/ics"]
    assert in_slack == []


async def test_whom_no_way_reaches_is_parked_and_told_of(rig: Rig) -> None:
    rig.box.answers = ["550 5.1.1 No such mailbox"]
    action = rig.council.record("Bring the figures", "Femi Adeleke")
    await rig.drain()
    await rig.drain(minutes=60)
    assert rig.box.taken == []
    assert rig.rows(Delivery.PARKED) == [("owner_tasks", "The mail server answered 550 5.1.1")]
    told = rig.slack.standing("DU1")
    assert f"Femi Adeleke could not be told of {action.reference}" in told


@pytest.mark.parametrize("answer", ["451 4.7.1 Try later", "hang up"])
async def test_what_may_pass_is_tried_again_with_the_same_id_and_links(
    rig: Rig, answer: str
) -> None:
    action = rig.council.record("Bring the figures", "Femi Adeleke")
    rig.box.answers = [answer]
    await rig.drain()
    assert rig.rows(Delivery.PENDING)
    await rig.drain(minutes=10)
    await rig.drain(minutes=10)
    messages = rig.box.to(FEMI)
    assert len(messages) == (2 if answer == "hang up" else 1), "e-mail is sent at least once"
    assert len({m["Message-ID"] for m in messages}) == 1
    assert len({link for m in messages for link in LINK.findall(text_of(m))}) == 1
    assert len(rig.council.look(lambda tx: tx.links.of_subject("action", action.id))) == 1
    assert rig.rows(Delivery.PENDING) == []


async def test_after_a_day_of_refusals_it_is_given_up(rig: Rig) -> None:
    rig.council.record("Bring the figures", "Femi Adeleke")
    rig.box.answers = ["451 Later"] * 99
    await rig.drain()
    await rig.drain(minutes=25 * 60)
    assert rig.rows(Delivery.PARKED) == [("owner_tasks", "The mail server answered 451")]
    assert "could not be told" in rig.slack.standing("DU1")


async def test_a_slow_mail_server_holds_up_no_slack_message(rig: Rig) -> None:
    rig.box.pause = 0.4
    femi = rig.council.people["femi"].id
    with rig.council.store.begin() as tx:
        for n in range(2 * MAILERS):
            args = {"text": f"Letter {n}"}
            tx.outbox.put(Parcel(f"m{n}", Kind.MESSAGE, TEAM, "text", args, person_id=femi))
        for n in range(3):
            tx.outbox.put(
                Parcel(f"s{n}", Kind.MESSAGE, TEAM, "text", {"text": "Chat"}, channel=f"C{n}")
            )
    draining = asyncio.create_task(rig.courier.drain())
    while sum(c.startswith("C") for c, _ in rig.slack.messages) < 3:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert len(rig.box.taken) < MAILERS, "the letters are still on their way"
    await draining
    assert sorted(text_of(m)[:8] for m in rig.box.to(FEMI)) == [
        f"Letter {n}" for n in range(2 * MAILERS)
    ]
    assert rig.box.most_at_once == MAILERS


async def test_each_action_stands_in_it_with_its_state_and_its_link(rig: Rig) -> None:
    c = rig.council
    late = c.record("Bring the figures", "Femi Adeleke", due="8 January 2027")
    secret = NewAction("Settle the rent", ["Femi Adeleke"], "13 January 2027", exempt="Para 3")
    exempt = c.do(action_recording.record, "asha", c.board.id, secret)
    c.now = datetime(2027, 1, 13, 9, 5, tzinfo=UTC)
    while c.look(reminders.plan, TEAM, c.now) >= reminders.CHUNK:
        pass
    await rig.drain()
    # What was given out before may arrive after it.
    message = next(m for m in rig.box.to(FEMI) if m["Subject"].startswith("Today:"))
    said, html = text_of(message), html_of(message)
    assert message["Subject"].startswith("Today: 2 actions for you")
    for action, state in ((late, "Overdue, open"), (exempt, "Due soon, open")):
        assert said.count(action.text) == html.count(action.text) == 1
        assert f"{action.reference}  ({state})" in said
    assert "Fri 8 Jan 2027 (3 working days ago)" in said
    assert "[exempt]" in said
    links = LINK.findall(said)
    assert len(set(links)) == 2
    assert re.findall(r'href="(https://[^"]+)"', html) == links
    assert "Asha Verma, committee officer" in said


async def test_who_is_no_longer_entitled_reads_nothing_exempt(rig: Rig) -> None:
    c = rig.council
    with c.store.begin() as tx:
        odd = Person(tx.new_id(), TEAM, "Odd Outsider", None, "odd@exampleshire.example")
        c.people["odd"] = tx.people.add(odd)
    secret = NewAction("Settle the rent", ["Odd Outsider"], "13 January 2027", exempt="Para 3")
    first = c.do(action_recording.record, "asha", c.board.id, secret)
    await rig.drain()
    (told,) = rig.box.to("odd@exampleshire.example")
    assert "Settle the rent" in text_of(told), "an owner reads what is theirs"
    c.do(action_recording.reassign, "asha", first.id, ["Tom Hallam"], "")
    c.do(action_recording.reassign, "asha", first.id, ["Odd Outsider"], "")
    c.do(action_recording.reassign, "asha", first.id, ["Tom Hallam"], "")
    await rig.drain()
    assert rig.box.to("odd@exampleshire.example") == [told]


async def test_what_slack_has_no_room_for_stands_in_the_email(rig: Rig) -> None:
    c = rig.council
    for n in range(30):
        c.record(f"Matter number {n:02} of many", "Femi Adeleke", due="13 January 2027")
    await rig.drain()
    rig.box.taken.clear()
    c.now = datetime(2027, 1, 13, 9, 5, tzinfo=UTC)
    while c.look(reminders.plan, TEAM, c.now) >= reminders.CHUNK:
        pass
    await rig.drain()
    (message,) = rig.box.to(FEMI)
    said = text_of(message)
    assert all(said.count(f"Matter number {n:02} of many") == 1 for n in range(30))
    assert len(set(LINK.findall(said))) == 30
    assert "Home tab" not in said


@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nBcc: evil@exampleshire.example",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<https://evil.example|press here>",
        "{{ 7*7 }}{% include 'x' %}",
        "=?utf-8?q?x=0D=0ABcc:_e@exampleshire.example?=",
    ],
)
async def test_nothing_typed_becomes_markup_or_a_header(sqlite_rig: Rig, evil: str) -> None:
    rig = sqlite_rig
    rig.council.record(evil, "Femi Adeleke", due="13 January 2027")
    await rig.drain()
    (message,) = rig.box.to(FEMI)
    html = html_of(message)
    assert "Bcc" not in message
    assert "<script" not in html
    assert "<img" not in html
    assert [url for url in re.findall(r'href="([^"]+)"', html) if "evil" in url] == []
    assert "49" not in text_of(message)


async def test_without_a_public_address_there_are_no_links(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    rig.courier.sender.links = replace(rig.courier.sender.links, base="")
    action = rig.council.record("Bring the figures", "Femi Adeleke")
    await rig.drain()
    (message,) = rig.box.to(FEMI)
    assert "Answer" not in text_of(message)
    assert "/a/" not in html_of(message)
    assert "A reply to this e-mail goes to Asha Verma" in text_of(message).replace("\n", " ")
    assert rig.council.look(lambda tx: tx.links.of_subject("action", action.id)) == []
