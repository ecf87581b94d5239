"""The whole story through the real App, over HTTP and Socket Mode: minutes read in, accepted,
reminded, done, accepted, digest and invitation, the meeting moved and cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
from pydantic import SecretStr

from bot.slack import ids
from tests.support.product import ASHA, BOARD, HALLAM, PEAKE, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.actions import Status

DONE, ACCEPT = ids.ACTION_STEP + "done", ids.ACTION_STEP + "accept"


@pytest.fixture(
    params=["http", "socket", pytest.param("http on postgres", marks=pytest.mark.postgres)]
)
def p(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    more: dict[str, Any] = {}
    if "postgres" in request.param:
        more = {"database_url": request.getfixturevalue("postgres_url")}
    if request.param == "socket":
        more = {"slack_app_token": SecretStr("xapp-local"), "matters_mode": "socket"}
    with product(tmp_path, **more) as running:
        yield running


def minutes_message(p: Product) -> dict[str, Any]:
    return next(m for m in p.ws.messages(BOARD) if m.get("files"))


def read_in(p: Product) -> dict[str, Any]:
    """Asha reads the sample minutes in, accepts everything and records; the review message."""
    p.ws.shortcut(ASHA, ids.READ_MINUTES, BOARD, minutes_message(p)["ts"])
    p.settled()
    dm = p.ws.dm(ASHA)
    assert "resolution" in plain(p.last(dm))
    for step in ("all_resolutions", "all_actions", "record"):
        p.ws.press(ASHA, p.last(dm), ids.DRAFT_STEP + step)
    p.ws.submit(ASHA, p.ws.open_view(ASHA))
    p.settled()
    return p.last(dm)


def open_actions(p: Product) -> list[Any]:
    def query(tx: Any) -> list[Any]:
        return [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]

    found: list[Any] = p.look(query)
    return found


def test_the_whole_story(p: Product) -> None:
    said = read_in(p)
    actions = open_actions(p)
    assert len(actions) >= 3
    assert actions[0].reference in plain(said)
    toms = p.ws.dm(HALLAM)
    told = [m for m in p.ws.messages(toms, HALLAM) if "for you" in plain(m)]
    assert len(told) == 1, "one message for each owner with all that is theirs"

    # Reading the same file again offers nothing again.
    p.ws.shortcut(ASHA, ids.READ_MINUTES, BOARD, minutes_message(p)["ts"])
    p.settled()
    assert len(open_actions(p)) == len(actions)

    # The clock moves on until Tom is reminded; then he reports it done.
    for _ in range(10):
        p.to_working_day(1)
        p.settled()
        if any("Today:" in m.get("text", "") for m in p.ws.messages(toms, HALLAM)):
            break
    reminders = [m for m in p.ws.messages(toms, HALLAM) if "Today:" in m.get("text", "")]
    assert len(reminders) == 1
    p.ws.press(HALLAM, reminders[0], DONE)
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "Sent to all members."})
    p.settled()
    (done,) = [a for a in open_actions(p) if a.status is Status.PROPOSED_DONE]

    # Asha finds it on her Home and accepts it there.
    p.ws.open_home(ASHA)
    home = until(lambda: _home_with(p, ASHA, done.reference), 10, "it on Asha's Home")
    p.ws.press(ASHA, home, ACCEPT)
    p.settled()
    assert p.look(lambda tx: tx.actions.get(done.id)).status is Status.ACCEPTED

    # The digest with the log and the calendar file, in the channel and to the chair.
    for _ in range(20):
        p.to_working_day(1)
        p.settled()
        if digests(p, BOARD, ASHA):
            break
    (digest,) = digests(p, BOARD, ASHA)
    assert "1 completed" in digest["text"]
    assert len(digests(p, p.ws.dm(PEAKE), PEAKE)) == 1
    files = thread_files(p, BOARD, digest["ts"])
    assert sorted(name.rpartition(".")[2] for name in files) == ["docx", "ics", "pdf"]
    first = event_of(files)
    assert first["SEQUENCE"] == 0

    # Moved: the same meeting, the next sequence. Cancelled: the cancellation.
    p.ws.command(ASHA, BOARD, f"/meeting move to {_plus_week(first)} 15:00")
    p.settled()
    notice = next(m for m in p.ws.messages(BOARD)[::-1] if m.get("reply_count"))
    moved = event_of(thread_files(p, BOARD, notice["ts"]))
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] == 1
    p.ws.command(ASHA, BOARD, f"/meeting cancel {_plus_week(first)} snow")
    p.settled()
    notice = next(m for m in p.ws.messages(BOARD)[::-1] if "cancelled" in plain(m).lower())
    gone = thread_files(p, BOARD, notice["ts"])
    assert b"METHOD:CANCEL" in next(iter(gone.values()))
    assert event_of(gone)["SEQUENCE"] == 2


def _home_with(p: Product, user: str, words: str) -> dict[str, Any] | None:
    home = p.ws.home(user)
    return home if home and words in plain(home) else None


def digests(p: Product, channel: str, user: str) -> list[dict[str, Any]]:
    return [m for m in p.ws.messages(channel, user) if " meets " in m.get("text", "")]


def thread_files(p: Product, channel: str, ts: str) -> dict[str, bytes]:
    thread = p.ws.messages(channel, ASHA, thread_ts=ts)
    return {f["name"]: p.ws.download(ASHA, f["id"]) for m in thread for f in m.get("files") or []}


def event_of(files: dict[str, bytes]) -> Any:
    data = next(data for name, data in files.items() if name.endswith(".ics"))
    return icalendar.Calendar.from_ical(data).walk("VEVENT")[0]


def _plus_week(event: Any) -> str:
    from datetime import timedelta

    return str((event["DTSTART"].dt + timedelta(days=7)).date().isoformat())
