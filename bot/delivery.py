"""The delivery loop: claim → render → send → mark, one parcel at a time.

What is promised if the process dies midway stands in docs/reliability.md. Sending happens outside
any transaction; the lease is longer than all the time-outs of one sending together.
"""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.deps import Desk
from bot.mail.from_blocks import mail_for
from bot.mail.smtp import Mailer, PermanentFailure, TemporaryFailure
from bot.slack import rendering
from bot.slack.messenger import Messenger, RefusedFileError
from bot.slack.rendering import Rendered, RenderedFile
from workflows import incoming
from workflows.deliveries import Claimed, Kind, Shown
from workflows.errors import DomainError, NotAllowed, NotFound
from workflows.people import Person
from workflows.ports import Transaction

log = structlog.get_logger()

MAX_ATTEMPTS = 8
#: Slack's word for what will never succeed, however often it is tried.
PERMANENT = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "user_not_found",
        "users_not_found",
        "account_inactive",
        "invalid_blocks",
        "invalid_auth",
        "not_in_channel",
        "missing_scope",
        "msg_too_long",
        "no_text",
        "cannot_dm_bot",
        "user_disabled",
        "not_enabled",
        "view_too_large",
        "file_not_found",
    }
)
#: What was to be changed is no longer there: nothing is left to do.
GONE = frozenset({"message_not_found", "cant_update_message", "cant_delete_message"})


class Unreachable(Exception):
    """No way is known to write to this person; parked, with the reason."""


class Courier:
    """Sends what the outbox holds."""

    def __init__(self, desk: Desk, messenger: Messenger, mailer: Mailer | None) -> None:
        self.desk = desk
        self.messenger = messenger
        self.mailer = mailer
        # One message a second for each channel, as Slack asks; real time of the last one.
        self._last_post: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver whenever woken (by a use case, by the tick), until stopped."""
        while not stop.is_set():
            self.desk.wake.clear()
            try:
                await self.drain(stop)
            except Exception:
                log.exception("delivery failed; will go on at the next tick")
            await self.desk.wake.wait()

    async def drain(self, stop: asyncio.Event | None = None) -> int:
        """Send everything that may go out now; how many parcels were handled."""
        handled = 0
        while not (stop and stop.is_set()):
            claimed = await self.desk.run(
                lambda tx: tx.outbox.claim(
                    self.desk.clock.now(),
                    self.desk.clock.real(),
                    self.desk.settings.matters_lease_seconds,
                )
            )
            if claimed is None:
                return handled
            await self._deliver(claimed)
            handled += 1
        return handled

    async def _deliver(self, claimed: Claimed) -> None:
        parcel = claimed.parcel
        try:
            await self._send(claimed)
        except SlackApiError as refused:
            await self._refused(claimed, refused)
        except (Unreachable, PermanentFailure, RefusedFileError) as never:
            await self._fail(claimed, str(never), again=False)
        except (TemporaryFailure, aiohttp.ClientError, TimeoutError, OSError) as later:
            await self._fail(claimed, f"{type(later).__name__}: {later}"[:300], again=True)
        except DomainError as wrong:
            await self._fail(claimed, wrong.message, again=False)
        except Exception as fault:
            log.exception("a parcel could not be rendered or sent", key=parcel.key)
            await self._fail(claimed, f"{type(fault).__name__}: {fault}"[:300], again=True)

    async def _refused(self, claimed: Claimed, refused: SlackApiError) -> None:
        error = str(refused.response.get("error"))
        if error in GONE:
            await self.desk.run(lambda tx: tx.outbox.drop(claimed.id, error))
            return
        after = refused.response.headers.get("Retry-After")
        seconds = float(after) if after and str(after).isdigit() else None
        await self._fail(claimed, error, again=error not in PERMANENT, seconds=seconds)

    async def _fail(
        self, claimed: Claimed, error: str, *, again: bool, seconds: float | None = None
    ) -> None:
        """Back off (doubling, with jitter; `Retry-After` where Slack says so), or park it."""
        real = self.desk.clock.real()
        wait = seconds or min(2**claimed.attempts, 300) * random.uniform(0.5, 1.0)  # noqa: S311
        retry = (
            real + timedelta(seconds=wait) if again and claimed.attempts < MAX_ATTEMPTS else None
        )
        level = log.warning if retry else log.error
        level("not delivered", key=claimed.parcel.key, error=error, retry_at=str(retry))
        await self.desk.run(lambda tx: tx.outbox.mark_failed(claimed, retry, error))

    async def _send(self, claimed: Claimed) -> None:
        parcel = claimed.parcel
        if parcel.kind is Kind.DELETE:
            await self.messenger.delete(str(parcel.channel), str(parcel.args["ts"]))
            return await self._sent(
                claimed, str(parcel.channel), str(parcel.args["ts"]), forget=True
            )
        if parcel.kind is Kind.PROFILE:
            return await self._take_profile(claimed)
        if parcel.kind is Kind.READ:
            return await self._take_file(claimed)
        answer = await self.desk.run(rendering.render, parcel, self.desk.clock.now())
        if answer is None:
            await self.desk.run(lambda tx: tx.outbox.drop(claimed.id, "nothing left to say"))
            return None
        if isinstance(answer, dict):
            return await self._publish(claimed, answer)
        if parcel.kind is Kind.UPDATE and isinstance(answer, Rendered):
            ts = str(parcel.args["ts"])
            await self.messenger.update(str(parcel.channel), ts, answer.text, answer.blocks)
            return await self._sent(claimed, str(parcel.channel), ts)
        return await self._to_somebody(claimed, answer)

    async def _publish(self, claimed: Claimed, view: dict[str, Any]) -> None:
        person = await self._person(claimed)
        if not person.slack_id:
            await self.desk.run(lambda tx: tx.outbox.drop(claimed.id, "not in Slack"))
            return
        await self.messenger.publish_home(person.slack_id, view)
        await self._sent(claimed, "", "")

    async def _person(self, claimed: Claimed) -> Person:
        person_id = str(claimed.parcel.person_id)
        return await self.desk.run(lambda tx: tx.people.get(person_id))

    async def _to_somebody(self, claimed: Claimed, answer: Rendered | RenderedFile) -> None:
        """To the channel, to the person's direct message, or to their e-mail address."""
        channel = claimed.channel or claimed.parcel.channel
        if channel is None:
            person = await self._person(claimed)
            if not person.slack_id or person.prefers_email:
                return await self._mail(claimed, person, answer)
            channel = await self.messenger.open_dm(person.slack_id)
            # Stored before anything is posted, so that a second try knows where to look.
            await self.desk.run(lambda tx: tx.outbox.renew_target(claimed.id, str(channel)))
        if isinstance(answer, RenderedFile):
            return await self._upload(claimed, channel, answer)
        return await self._post(claimed, channel, answer)

    async def _post(self, claimed: Claimed, channel: str, answer: Rendered) -> None:
        key = claimed.parcel.key
        ts = None
        if claimed.attempts > 1:
            since = claimed.first_tried or self.desk.clock.real() - timedelta(hours=1)
            ts = await self.messenger.find(channel, key, since)
        if ts is None:
            await self._pace(channel)
            ts = await self.messenger.post(channel, answer.text, answer.blocks, key)
        await self._sent(claimed, channel, ts, answer)

    async def _upload(self, claimed: Claimed, channel: str, file: RenderedFile) -> None:
        follows = claimed.parcel.follows
        place = await self.desk.run(lambda tx: tx.outbox.sent_place(follows)) if follows else None
        thread = place[1] if place else None
        if place:
            channel = place[0]
        there = bool(
            claimed.attempts > 1
            and thread
            and await self.messenger.find_file(channel, thread, file.name)
        )
        if not there:
            await self._pace(channel)
            await self.messenger.upload(channel, thread, file.name, file.data, file.title)
        await self._sent(claimed, channel, thread or "")

    async def _pace(self, channel: str) -> None:
        """Wait until a second has passed since the last message to this channel."""
        loop = asyncio.get_running_loop()
        wait = self._last_post.get(channel, 0.0) + 1.0 - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._last_post[channel] = loop.time()

    async def _mail(
        self, claimed: Claimed, person: Person, answer: Rendered | RenderedFile
    ) -> None:
        if self.mailer is None or not person.email:
            raise Unreachable(
                f"{person.name} is not in Slack and "
                + ("has no e-mail address." if not person.email else "no SMTP server is set.")
            )
        if isinstance(answer, RenderedFile):
            # Files travel with their message; see `mail_for`.
            await self.desk.run(lambda tx: tx.outbox.drop(claimed.id, "sent with its message"))
            return
        parcel, now, mailer = claimed.parcel, self.desk.clock.now(), self.mailer
        message = await self.desk.run(mail_for, parcel, person, answer, mailer.sender, now)
        await asyncio.to_thread(mailer.send, message)
        await self._sent(claimed, "", str(message["Message-ID"]))

    async def _sent(
        self,
        claimed: Claimed,
        channel: str,
        ts: str,
        answer: Rendered | None = None,
        *,
        forget: bool = False,
    ) -> None:
        parcel = claimed.parcel

        def mark(tx: Transaction) -> None:
            tx.outbox.mark_sent(claimed, self.desk.clock.real(), channel, ts)
            if forget:
                tx.showings.forget(channel, ts)
            for subject, subject_id in answer.subjects if answer else ():
                audience = parcel.person_id or "public"
                tx.showings.add(
                    Shown(subject, subject_id, channel, ts, parcel.view, audience, parcel.args)
                )

        await self.desk.run(mark)

    async def _take_profile(self, claimed: Claimed) -> None:
        """Ask Slack for the proper name and e-mail address of somebody met for the first time."""
        person = await self._person(claimed)
        if person.slack_id:
            user = await self.messenger.profile(person.slack_id)
            await self.desk.run(incoming.take_profile, person.id, user)
        await self._sent(claimed, "", "")

    async def _take_file(self, claimed: Claimed) -> None:
        """Fetch a file, read it away from the loop and outside any transaction, and hand what was
        read to the use case that asked for it. A file that will not be fetched is told of."""
        from bot import intake  # reading papers is heavy to import, and rare

        parcel = claimed.parcel
        file_id = parcel.args.get("file_id")
        name, media_type = "pasted.txt", "text/plain"
        data = str(parcel.args.get("text", "")).encode()
        try:
            if file_id:
                name, media_type, data = await self.messenger.fetch(str(file_id))
        except RefusedFileError as refused:
            await self.desk.run(intake.refuse, parcel, str(refused))
        else:
            prepared = await asyncio.to_thread(intake.prepare, parcel, name, media_type, data)
            now = self.desk.clock.now()
            try:
                await self.desk.run(intake.take, parcel, name, media_type, data, prepared, now)
            except (NotAllowed, NotFound) as refused:
                await self.desk.run(intake.refuse, parcel, refused.message)
        await self._sent(claimed, "", "")
        self.desk.wake.set()
