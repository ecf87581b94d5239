"""Sending one parcel, by its kind: to a channel, a direct message, an e-mail address, a file.

Everything is done within the lease: Slack is waited for no longer than it lasts, and what takes
longer (e-mail, reading papers) has it made longer first. Failures are raised; what becomes of them
is decided by `bot.delivery`.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError

from bot import faults
from bot.deps import Desk
from bot.mail.from_blocks import Post, mail_for
from bot.mail.smtp import Mailer, PermanentFailure
from bot.slack import rendering
from bot.slack.messenger import Messenger, RefusedFileError
from bot.slack.rendering import Rendered, RenderedFile
from bot.tokens import LinkMaker
from workflows import incoming, unreached
from workflows.deliveries import Claimed, Kind, Parcel, Shown
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.people import Person
from workflows.ports import Transaction
from workflows.showing import update_of

T = TypeVar("T")

#: Leases in seconds. E-mail: a dozen answers of the server, 30 s each. Reading: two requests of 10
#: and 60 s, and a paper of 300 pages.
MAIL_LEASE, READ_LEASE = 600, 600
#: What is posted as a message in Slack.
MESSAGES = frozenset({Kind.MESSAGE, Kind.LETTER})
#: Where a message is said to be that went by e-mail.
BY_MAIL = ""
#: What was to be changed or deleted is no longer there: nothing is left to do.
GONE = frozenset({"message_not_found", "file_not_found", "file_deleted"})


class Unreachable(Exception):
    """No way is known to write to this person; parked, with the reason."""


class Sender:
    """Sends a claimed parcel and marks it."""

    def __init__(
        self, desk: Desk, messenger: Messenger, mailer: Mailer | None, links: LinkMaker
    ) -> None:
        self.desk = desk
        self.messenger = messenger
        self.mailer = mailer
        self.links = links
        # One message a second for each channel, as Slack asks; real time of the last one.
        self._last_post: dict[str, float] = {}

    async def send(self, claimed: Claimed) -> None:
        """Send it, if something is left to say, and mark it sent or dropped."""
        parcel, now = claimed.parcel, self.desk.clock.now()
        if parcel.kind is Kind.READ:
            return await self._take_file(claimed)
        if parcel.kind is Kind.PROFILE:
            return await self._in_time(claimed, self._take_profile(claimed))
        if parcel.kind is Kind.UPDATE and "file" in parcel.args:
            return await self._in_time(claimed, self._replace_file(claimed, now))
        answer = await self.desk.behind(rendering.render, parcel, now)
        if answer is None:
            return await self._in_time(claimed, self._take_back(claimed))
        if isinstance(answer, dict):
            return await self._in_time(claimed, self._publish(claimed, answer))
        if parcel.kind is Kind.UPDATE and isinstance(answer, Rendered):
            return await self._in_time(claimed, self._update(claimed, answer, now))
        return await self._to_somebody(claimed, answer, now)

    def goes_by_mail(self, tx: Transaction, claimed: Claimed) -> bool:
        """Whether it is a message that will be handed to the mail server."""
        parcel = claimed.parcel
        if parcel.kind not in MESSAGES or claimed.channel or not parcel.person_id:
            return False
        return self._mailed(tx.people.get(parcel.person_id), parcel.kind)

    def _mailed(self, person: Person, kind: Kind) -> bool:
        """Whoever is not in Slack has everything by e-mail; so does whoever prefers it, and what is
        a letter goes so to everybody, where there is an address and a server."""
        wanted = person.prefers_email or kind is Kind.LETTER
        return not person.slack_id or bool(wanted and person.email and self.mailer)

    async def _in_time(self, claimed: Claimed, doing: Awaitable[T]) -> T:
        """Within the lease, whatever the time-outs of the single requests add up to."""
        left = (claimed.lease_until - self.desk.clock.real()).total_seconds()
        async with asyncio.timeout(left * 0.9):
            return await doing

    async def _hold(self, claimed: Claimed, seconds: int) -> Claimed | None:
        """Make the lease longer; None if the parcel is another's by now."""
        until = self.desk.clock.real() + timedelta(seconds=seconds)
        held = await self.desk.behind(lambda tx: tx.outbox.hold(claimed, until))
        return replace(claimed, lease_until=until) if held else None

    async def _take_back(self, claimed: Claimed) -> None:
        """Nothing may be said any longer: delete what stands there, or what an earlier attempt may
        have left."""
        parcel = claimed.parcel
        channel = claimed.channel or parcel.channel
        ts = str(parcel.args["ts"]) if parcel.kind is Kind.UPDATE else None
        if ts is None and channel and parcel.kind in MESSAGES and claimed.attempts > 1:
            ts = await self.messenger.find(channel, parcel.key, self._since(claimed))
        if channel and ts:
            await _gone_or(self.messenger.delete(channel, ts))

        def mark(tx: Transaction) -> None:
            if channel and ts:
                tx.showings.forget(channel, ts)
            tx.outbox.drop(claimed, "nothing left to say")

        await self.desk.behind(mark)

    async def _update(self, claimed: Claimed, answer: Rendered, now: datetime) -> None:
        channel, ts = str(claimed.parcel.channel), str(claimed.parcel.args["ts"])
        if await _gone_or(self.messenger.update(channel, ts, answer.text, answer.blocks)):
            await self._sent(claimed, channel, ts, answer, now)
            return

        def forget(tx: Transaction) -> None:
            tx.showings.forget(channel, ts)
            tx.outbox.drop(claimed, "message_not_found")

        await self.desk.behind(forget)

    async def _replace_file(self, claimed: Claimed, now: datetime) -> None:
        """A file that shows something to whom it may no longer be shown goes, and is made anew."""
        parcel = claimed.parcel
        channel, file_id = str(parcel.channel), str(parcel.args["file"])

        def unfit(tx: Transaction) -> bool:
            shown = tuple((s.subject, s.subject_id) for s in tx.showings.at(channel, file_id))
            return rendering.withheld(tx, parcel, shown, now)

        if not await self.desk.behind(unfit):
            await self.desk.behind(lambda tx: tx.outbox.drop(claimed, "still fit to be seen"))
            return
        await _gone_or(self.messenger.delete_file(file_id))
        anew = replace(
            parcel, key=f"again:{file_id}", kind=Kind.FILE, args={**_own(parcel), "again": True}
        )

        def mark(tx: Transaction) -> None:
            tx.showings.forget(channel, file_id)
            tx.outbox.put(anew)
            tx.outbox.mark_sent(claimed, self.desk.clock.real(), channel, file_id)

        await self.desk.behind(mark)

    async def _publish(self, claimed: Claimed, view: dict[str, Any]) -> None:
        person = await self._person(claimed)
        if not person.slack_id:
            await self.desk.behind(lambda tx: tx.outbox.drop(claimed, "not in Slack"))
            return
        await self.messenger.publish_home(person.slack_id, view)
        await self._sent(claimed, "", "")

    async def _person(self, claimed: Claimed) -> Person:
        person_id = str(claimed.parcel.person_id)
        return await self.desk.behind(lambda tx: tx.people.get(person_id))

    async def _to_somebody(
        self, claimed: Claimed, answer: Rendered | RenderedFile, now: datetime
    ) -> None:
        """To the channel, to the person's direct message, or to their e-mail address."""
        channel = claimed.channel or claimed.parcel.channel or await self._followed_to(claimed)
        if channel == BY_MAIL:
            # Files travel with their message; see `mail_for`.
            return await self._drop(claimed, "sent with its message")
        if channel is None:
            person = await self._person(claimed)
            if self._mailed(person, claimed.parcel.kind):
                return await self._mail(claimed, person, answer, now)
            channel = await self._in_time(claimed, self.messenger.open_dm(str(person.slack_id)))
            # Stored before anything is posted, so that a second try knows where to look.
            await self.desk.behind(lambda tx: tx.outbox.renew_target(claimed.id, str(channel)))
        if isinstance(answer, RenderedFile):
            data = await asyncio.to_thread(answer.draw)
            return await self._in_time(claimed, self._upload(claimed, channel, answer, data, now))
        return await self._in_time(claimed, self._post(claimed, channel, answer, now))

    async def _drop(self, claimed: Claimed, why: str) -> None:
        await self.desk.behind(lambda tx: tx.outbox.drop(claimed, why))

    async def _followed_to(self, claimed: Claimed) -> str | None:
        """The channel to which the message went that a file follows, or `BY_MAIL`; None where
        there was none."""
        follows = claimed.parcel.follows
        if follows is None:
            return None
        place = await self.desk.behind(lambda tx: tx.outbox.sent_place(follows))
        return place[0] if place else None

    async def _post(self, claimed: Claimed, channel: str, answer: Rendered, now: datetime) -> None:
        key = claimed.parcel.key
        ts = None
        if claimed.attempts > 1:
            ts = await self.messenger.find(channel, key, self._since(claimed))
        if ts is None:
            await self._pace(channel)
            ts = await self.messenger.post(channel, answer.text, answer.blocks, key)
        else:
            # What arrived was rendered then; something in it may have become exempt since.
            await self.messenger.update(channel, ts, answer.text, answer.blocks)
        await self._sent(claimed, channel, ts, answer, now)

    async def _upload(
        self, claimed: Claimed, channel: str, file: RenderedFile, data: bytes, now: datetime
    ) -> None:
        follows = claimed.parcel.follows
        place = None
        if follows:
            place = await self.desk.behind(lambda tx: tx.outbox.sent_place(follows))
        thread = place[1] if place else claimed.parcel.args.get("thread")
        if place:
            channel = place[0]
        there = None
        if claimed.attempts > 1:
            since = self._since(claimed)
            there = await self.messenger.find_file(channel, thread, file.name, since)
        if there and file.subjects:
            # It was drawn then; something in it may have become exempt since.
            await _gone_or(self.messenger.delete_file(there))
            there = None
        if not there:
            await self._pace(channel)
            there = await self.messenger.upload(channel, thread, file.name, data, file.title)
        await self._sent(claimed, channel, thread or "", file, now, there)

    def _since(self, claimed: Claimed) -> datetime:
        return claimed.first_tried or self.desk.clock.real() - timedelta(hours=1)

    async def _pace(self, channel: str) -> None:
        """Wait until a second has passed since the last message to this channel."""
        loop = asyncio.get_running_loop()
        wait = self._last_post.get(channel, 0.0) + 1.0 - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._last_post[channel] = loop.time()

    async def _mail(
        self, claimed: Claimed, person: Person, answer: Rendered | RenderedFile, now: datetime
    ) -> None:
        if self.mailer is None or not person.email:
            raise Unreachable(
                f"{person.name} is not in Slack and "
                + ("has no e-mail address." if not person.email else "no SMTP server is set.")
            )
        if isinstance(answer, RenderedFile):
            return await self._drop(claimed, "sent with its message")
        held = await self._hold(claimed, MAIL_LEASE)
        if held is None:
            return None
        post, mailer = Post(claimed.parcel, person, now, self.desk.clock.real()), self.mailer
        write = await self.desk.behind(mail_for, post, answer, mailer.sender, self.links)
        try:
            message = await asyncio.to_thread(write)
            await asyncio.to_thread(mailer.send, message)
        except (PermanentFailure, InvalidInput) as refused:
            # What is no address, or one that the server refuses, is so however often it is tried.
            if not person.slack_id:
                raise
            await self._by_slack_instead(held, person.slack_id, refused, now)
        else:
            await self._sent(held, "", str(message["Message-ID"]))

    async def _by_slack_instead(
        self,
        claimed: Claimed,
        slack_id: str,
        refused: PermanentFailure | InvalidInput,
        now: datetime,
    ) -> None:
        """Who prefers e-mail and cannot be mailed has it in Slack after all, at the next claim;
        the officers hear of it."""
        channel = await self._in_time(claimed, self.messenger.open_dm(slack_id))
        why = refused.message if isinstance(refused, InvalidInput) else faults.words(refused)

        def turn(tx: Transaction) -> None:
            tx.outbox.renew_target(claimed.id, channel)
            tx.outbox.put_off(claimed, self.desk.clock.real(), "refused by e-mail; goes by Slack")
            unreached.tell_refused(tx, claimed.parcel, why, now)

        await self.desk.behind(turn)
        self.desk.wake.set()

    async def _sent(
        self,
        claimed: Claimed,
        channel: str,
        ts: str,
        answer: Rendered | RenderedFile | None = None,
        now: datetime | None = None,
        file_id: str | None = None,
    ) -> None:
        """Mark it, and remember what is on view. What changed while Slack was being asked found no
        showing of it, so it is looked at once more."""
        parcel = claimed.parcel

        def mark(tx: Transaction) -> None:
            tx.outbox.mark_sent(claimed, self.desk.clock.real(), channel, ts)
            if answer is None or now is None or not channel:
                return
            shown = _showings(parcel, channel, ts, answer, now, file_id)
            tx.showings.add(*shown)
            if shown and rendering.moved_on(tx, parcel, answer, now):
                tx.outbox.refresh(update_of(parcel.team_id, parcel.board_id, shown[0]))

        await self.desk.behind(mark)

    # Asking and fetching

    async def _take_profile(self, claimed: Claimed) -> None:
        """Ask Slack for the proper name and e-mail address of somebody met for the first time."""
        person = await self._person(claimed)
        if person.slack_id:
            user = await self.messenger.profile(person.slack_id)
            await self.desk.behind(incoming.take_profile, person.id, user, self.desk.clock.now())
        await self._sent(claimed, "", "")

    async def _take_file(self, claimed: Claimed) -> None:
        """Fetch a file, read it away from the loop and outside any transaction, and hand what was
        read to the use case that asked for it. A file that will not be fetched is told of."""
        # Reading papers is heavy to import, and rare; nobody waits for it on the loop.
        await asyncio.to_thread(importlib.import_module, "bot.intake")
        from bot import intake

        if await self._hold(claimed, READ_LEASE) is None:
            return
        parcel = claimed.parcel
        file_id = parcel.args.get("file_id")
        name, media_type = "pasted.txt", "text/plain"
        data = str(parcel.args.get("text", "")).encode()
        try:
            if file_id:
                name, media_type, data = await self.messenger.fetch(str(file_id))
        except RefusedFileError as refused:
            await self.desk.behind(intake.refuse, parcel, str(refused), self.desk.clock.now())
        else:
            prepared = await asyncio.to_thread(intake.prepare, parcel, name, media_type, data)
            now = self.desk.clock.now()
            try:
                await self.desk.behind(intake.take, parcel, name, media_type, data, prepared, now)
            except (NotAllowed, NotFound, InvalidInput, AlreadyDone) as refused:
                await self.desk.behind(intake.refuse, parcel, refused.message, now)
        await self._sent(claimed, "", "")
        self.desk.wake.set()


def _own(parcel: Parcel) -> dict[str, Any]:
    """A parcel's args without what an update adds to them; the audience stays."""
    return {k: v for k, v in parcel.args.items() if k not in ("ts", "file")}


def _showings(
    parcel: Parcel,
    channel: str,
    ts: str,
    answer: Rendered | RenderedFile,
    now: datetime,
    file_id: str | None,
) -> list[Shown]:
    """What a message or file that was just sent puts on view, and for whom."""
    audience = str(parcel.person_id or parcel.args.get("audience") or "public")
    args = {k: v for k, v in _own(parcel).items() if k not in ("audience", "again")}
    live = isinstance(answer, Rendered) and answer.live
    if file_id:
        args |= {"file": file_id, "thread": ts}
    elif not live:
        args.setdefault("as_at", now.isoformat())
    at = file_id or ts
    return [
        Shown(subject, subject_id, channel, at, parcel.view, audience, args, live)
        for subject, subject_id in answer.subjects
    ]


async def _gone_or(change: Awaitable[None]) -> bool:
    """Change or delete something in Slack; False if it is not there any longer."""
    try:
        await change
    except SlackApiError as refused:
        if faults.slack_error(refused) not in GONE:
            raise
        return False
    return True
