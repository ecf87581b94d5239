"""What is wired: the one list of listeners, ticks and web pages, and the life of the process."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot import errors
from bot.config import Settings
from bot.delivery import Courier
from bot.deps import Desk
from bot.mail.smtp import Mailer, SmtpSettings
from bot.planning import plan
from bot.slack.listeners import (
    actions,
    boards,
    day,
    delegations,
    home,
    leavers,
    links,
    meetings,
    mentions,
    minutes,
    resolutions,
    soundings,
)
from bot.slack.messenger import Messenger, client_for
from bot.tidying import tidy
from bot.tokens import links_for
from bot.web import feed, health, link_page, rehearsal
from storage.database import open_store
from storage.engine import PROMPT

log = structlog.get_logger()

#: How often is asked whether the day's tidying has been done.
TIDY_SECONDS = 900

LISTENERS = (
    actions,
    links,
    resolutions,
    delegations,
    soundings,
    meetings,
    minutes,
    boards,
    leavers,
    home,
    day,
    mentions,
)


@dataclass
class Bot:
    """The wired program."""

    settings: Settings
    desk: Desk
    slack: AsyncApp
    courier: Courier
    web: Starlette

    def __post_init__(self) -> None:
        self.events = AsyncSlackRequestHandler(self.slack)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: Slack's requests to Bolt, everything else to the web pages."""
        http = scope["type"] == "http" and self.settings.mode != "socket"
        if http and scope["path"] == "/slack/events":
            await self.events(dict(scope), receive, send)
        else:
            await self.web(scope, receive, send)


def wire(settings: Settings) -> Bot:
    """Everything connected, nothing started yet."""
    store = open_store(settings.database_url, patience=PROMPT)
    workers = 1 if settings.database_url.startswith("sqlite") else 4
    desk = Desk(store, settings, workers=workers)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    secret = settings.slack_signing_secret
    client = client_for(token, settings.slack_api_url)
    slack = AsyncApp(
        client=client,
        signing_secret=secret.get_secret_value() if secret else "socket-mode-needs-none",
        # Bolt then answers when the listener has returned, instead of polling for `ack`.
        process_before_response=True,
        request_verification_enabled=settings.mode != "socket",
    )
    slack.error(errors.on_error)
    for feature in LISTENERS:
        feature.register(slack, desk, settings.matters_command_prefix)
    maker = links_for(settings)
    routes = [
        *health.routes(desk),
        *feed.routes(desk, maker.tokens),
        *link_page.routes(desk, maker.tokens),
    ]
    if settings.matters_rehearsal and secret:
        routes += rehearsal.routes(desk, secret.get_secret_value())
    messenger = Messenger(client, settings.slack_api_url)
    courier = Courier(desk, messenger, mailer_for(settings), maker)
    return Bot(settings, desk, slack, courier, Starlette(routes=routes))


def mailer_for(settings: Settings) -> Mailer | None:
    """The sender of e-mail, where one is configured."""
    if not settings.smtp_host or not settings.smtp_from:
        return None
    password = settings.smtp_password
    return Mailer(
        SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user or "",
            password=password.get_secret_value() if password else "",
            sender=settings.smtp_from,
        )
    )


class _Server(uvicorn.Server):
    """uvicorn, without its own signal handlers: the process ends in the order given here."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(bot: Bot) -> None:
    """Run until SIGINT or SIGTERM; then finish what is under way and return."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await run(bot, stop)


async def run(bot: Bot, stop: asyncio.Event) -> None:
    """Serve, plan and deliver until `stop` is set."""
    settings = bot.settings
    config = uvicorn.Config(
        bot,
        host=settings.matters_host,
        port=settings.matters_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    server = _Server(config)
    await bot.desk.load_clock()
    serving = asyncio.create_task(server.serve())
    delivering = asyncio.create_task(bot.courier.run(stop))
    scheduler = _clockwork(bot)
    connecting = asyncio.create_task(_stay_connected(bot, stop))
    log.info("running", mode=settings.mode, port=settings.matters_port)
    await asyncio.wait(
        {asyncio.create_task(stop.wait()), serving}, return_when=asyncio.FIRST_COMPLETED
    )
    stop.set()
    bot.desk.wake.set()
    scheduler.shutdown(wait=False)
    server.should_exit = True
    await asyncio.gather(serving, delivering, connecting)
    bot.desk.close()
    log.info("stopped")


def _clockwork(bot: Bot) -> AsyncIOScheduler:
    """Interval ticks in memory: plan, deliver, tidy. Nothing is stored in the scheduler."""
    scheduler = AsyncIOScheduler()
    seconds = bot.settings.matters_tick_seconds
    common = {
        "trigger": "interval",
        "seconds": seconds,
        "coalesce": True,
        "max_instances": 1,
        "misfire_grace_time": None,
    }
    scheduler.add_job(plan, args=[bot.desk], id="plan", **common)
    scheduler.add_job(bot.desk.wake.set, id="deliver", **common)
    # Every so often, so that a process that is started anew each day comes to it too.
    scheduler.add_job(tidy, args=[bot.desk], id="tidy", **{**common, "seconds": TIDY_SECONDS})
    scheduler.start()
    return scheduler


async def _stay_connected(bot: Bot, stop: asyncio.Event) -> None:
    """In Socket Mode: a connection to Slack until `stop` is set.

    The client tries for as long as Slack cannot be reached, so it is never simply waited for: the
    process would not end before.
    """
    if bot.settings.mode != "socket":
        return
    token = bot.settings.slack_app_token
    handler = AsyncSocketModeHandler(bot.slack, token.get_secret_value() if token else "")
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
    await stop.wait()
    connecting.cancel()
    await asyncio.wait({connecting})
    await handler.close_async()  # type: ignore[no-untyped-call]
