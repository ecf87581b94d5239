"""The delivery loop: claim → render → send → mark, one parcel at a time.

What is promised if the process dies midway stands in docs/reliability.md. Sending (`bot.sending`)
happens outside any transaction and within the lease; here is decided what becomes of what failed.
Papers are read, and e-mails handed over, beside the loop: Slack's messages go on meanwhile, however
slow the mail server is.
"""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import faults
from bot.deps import Desk
from bot.mail.smtp import Mailer, PermanentFailure, TemporaryFailure
from bot.sending import Sender, Unreachable
from bot.slack.messenger import Messenger, RefusedFileError
from bot.tokens import LinkMaker
from workflows import unreached
from workflows.deliveries import Claimed, Kind
from workflows.errors import DomainError, InvalidInput, NotAllowed, NotFound
from workflows.ports import Transaction

log = structlog.get_logger()

#: How long what may pass is tried, from the first attempt on.
GIVE_UP = timedelta(hours=24)
#: The longest pause between two attempts, in seconds.
LONGEST_PAUSE = 300
#: The least pause before a file is tried again: Slack shares files some seconds after it answers.
FILE_PAUSE = 5.0
#: Attempts at a parcel over which our own program stumbles.
MAX_STUMBLES = 8
#: Papers that are read, and e-mails that are handed over, at the same time; and the seconds that
#: they are waited for at the end.
READERS, MAILERS, PARTING = 2, 3, 5
#: Where Slack does not say how long to wait, and how long nothing is tried with a dead token.
RATE_PAUSE, DEAD_PAUSE = 30.0, timedelta(minutes=5)
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
#: The bot itself is not let in: no parcel's fault, and put right by an administrator.
DEAD = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "token_revoked",
        "token_expired",
        "account_inactive",
        "team_access_not_granted",
    }
)
#: Slack's word for what will never succeed, however often it is tried.
PERMANENT = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "user_not_found",
        "users_not_found",
        "invalid_blocks",
        "not_in_channel",
        "missing_scope",
        "msg_too_long",
        "no_text",
        "cannot_dm_bot",
        "user_disabled",
        "not_enabled",
        "view_too_large",
        "file_not_found",
        "cant_update_message",
        "cant_delete_message",
        "cant_delete_file",
    }
)


class Courier:
    """Sends what the outbox holds."""

    def __init__(
        self, desk: Desk, messenger: Messenger, mailer: Mailer | None, links: LinkMaker
    ) -> None:
        self.desk = desk
        self.sender = Sender(desk, messenger, mailer, links)
        # Until when Slack wants none of a kind, for one channel or ("") at all.
        self._paused: dict[tuple[Kind, str], datetime] = {}
        self._dead_until: datetime | None = None
        self._reading: set[asyncio.Task[None]] = set()
        self._mailing: set[asyncio.Task[None]] = set()

    @property
    def _beside(self) -> set[asyncio.Task[None]]:
        """What goes on beside the loop."""
        return self._reading | self._mailing

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver whenever woken (by a use case, by the tick), until stopped."""
        while not stop.is_set():
            self.desk.wake.clear()
            try:
                await self._round(stop)
            except Exception as fault:
                log.error(
                    "delivery failed; will go on at the next tick",
                    fault=faults.words(fault),
                    trace=faults.trace(fault),
                )
            await self.desk.wake.wait()
        await self._part()

    async def drain(self, stop: asyncio.Event | None = None) -> int:
        """Send everything that may go out now, papers and e-mails too; how many were handled."""
        handled = 0
        while True:
            handled += await self._round(stop)
            if not self._beside or (stop and stop.is_set()):
                return handled
            await asyncio.wait(self._beside, return_when=asyncio.FIRST_COMPLETED)

    async def _round(self, stop: asyncio.Event | None) -> int:
        """Send until nothing may go out; what is done beside the loop is begun, not waited for."""
        handled = 0
        while not (stop and stop.is_set()):
            real = self.desk.clock.real()
            if self._dead_until and real < self._dead_until:
                return handled
            claimed, by_mail = await self.desk.behind(self._claim, real)
            if claimed is None:
                return handled
            if claimed.parcel.kind is Kind.READ:
                self._go_on_beside(claimed, self._reading)
            elif by_mail:
                self._go_on_beside(claimed, self._mailing)
            else:
                await self._deliver(claimed)
            handled += 1
        return handled

    def _claim(self, tx: Transaction, real: datetime) -> tuple[Claimed | None, bool]:
        """The next parcel for which there is a place, and whether it is an e-mail."""
        lease = self.desk.settings.matters_lease_seconds
        busy = {Kind.READ} if len(self._reading) >= READERS else set[Kind]()
        room = len(self._mailing) < MAILERS
        claimed = tx.outbox.claim(self.desk.clock.now(), real, lease, busy, by_mail=room)
        return claimed, claimed is not None and self.sender.goes_by_mail(tx, claimed)

    def _go_on_beside(self, claimed: Claimed, lane: set[asyncio.Task[None]]) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            lane.discard(task)
            if not task.cancelled() and (fault := task.exception()):
                log.error(
                    "delivery beside the loop failed",
                    fault=faults.words(fault),
                    trace=faults.trace(fault),
                )
            self.desk.wake.set()

        task = asyncio.create_task(self._deliver(claimed))
        lane.add(task)
        task.add_done_callback(ended)

    async def _part(self) -> None:
        """What goes on beside the loop gets a few seconds; the rest is done after the next
        start."""
        if self._beside:
            _, late = await asyncio.wait(self._beside, timeout=PARTING)
            for task in late:
                task.cancel()

    # What becomes of a parcel

    async def _deliver(self, claimed: Claimed) -> None:
        parcel = claimed.parcel
        paused = self._paused_until(claimed)
        if paused:
            await self._put_off(claimed, paused, "ratelimited")
            return
        try:
            await self.sender.send(claimed)
        except SlackApiError as refused:
            await self._refused(claimed, refused)
        except (Unreachable, RefusedFileError) as never:
            await self._fail(claimed, str(never), again=False)
        except PermanentFailure as never:
            await self._fail(claimed, faults.words(never), again=False)
        except (InvalidInput, NotFound, NotAllowed) as wrong:
            await self._fail(claimed, f"{type(wrong).__name__} when rendered", again=False)
        except (TemporaryFailure, SlackClientError, DomainError, *faults.NETWORK) as later:
            await self._fail(claimed, faults.words(later), again=True)
        except Exception as fault:
            log.error(
                "a parcel could not be rendered or sent", key=parcel.key, trace=faults.trace(fault)
            )
            again = claimed.attempts < MAX_STUMBLES
            await self._fail(claimed, faults.words(fault), again=again)

    def _paused_until(self, claimed: Claimed) -> datetime | None:
        """Until when Slack has asked to be left alone with what this parcel is, if it still is."""
        real, kind = self.desk.clock.real(), claimed.parcel.kind
        self._paused = {lane: until for lane, until in self._paused.items() if until > real}
        lanes = ((kind, ""), (kind, _place(claimed)))
        return max((self._paused[lane] for lane in lanes if lane in self._paused), default=None)

    async def _refused(self, claimed: Claimed, refused: SlackApiError) -> None:
        error, real = faults.slack_error(refused), self.desk.clock.real()
        if error in RATE_LIMITED or faults.status(refused) == 429:
            # Posting is limited for each channel, every other method for the whole app.
            place = _place(claimed) if faults.method(refused) == "chat.postMessage" else ""
            pause = faults.retry_after(refused) or RATE_PAUSE
            until = real + timedelta(seconds=pause)
            self._paused[claimed.parcel.kind, place] = until
            await self._put_off(claimed, until, "ratelimited")
        elif error in DEAD:
            self._dead_until = real + DEAD_PAUSE
            log.critical(
                "Slack does not let the bot in: nothing is delivered until its token is put right",
                error=error,
                again_at=str(self._dead_until),
            )
            await self._put_off(claimed, self._dead_until, error)
        else:
            await self._fail(claimed, error, again=error not in PERMANENT)

    async def _put_off(self, claimed: Claimed, until: datetime, why: str) -> None:
        await self.desk.behind(lambda tx: tx.outbox.put_off(claimed, until, why))

    async def _fail(self, claimed: Claimed, error: str, *, again: bool) -> None:
        """Back off (doubling up to five minutes, with jitter), or park it: what will never pass at
        once, anything after a day. Officers hear of an owner whom nothing reached."""
        real, now = self.desk.clock.real(), self.desk.clock.now()
        wait = min(2 ** min(claimed.attempts, 9), LONGEST_PAUSE)
        wait *= random.uniform(0.5, 1.0)  # noqa: S311
        if claimed.parcel.kind is Kind.FILE:
            wait = max(wait, FILE_PAUSE)
        too_old = real - (claimed.trying_since or real) >= GIVE_UP
        retry = real + timedelta(seconds=wait) if again and not too_old else None
        level = log.warning if retry else log.error
        level("not delivered", key=claimed.parcel.key, error=error, retry_at=str(retry))

        def mark(tx: Transaction) -> None:
            tx.outbox.mark_failed(claimed, retry, error)
            if retry is None:
                unreached.tell_officers(tx, claimed.parcel, error, now)

        await self.desk.behind(mark)
        if retry is None:
            self.desk.wake.set()


def _place(claimed: Claimed) -> str:
    """Where it goes, as far as that is known before anything is asked of Slack."""
    parcel = claimed.parcel
    return claimed.channel or parcel.channel or parcel.person_id or ""
