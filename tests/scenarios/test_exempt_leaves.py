"""What becomes exempt leaves the channel, through the real messenger: cards, and files with it."""

from __future__ import annotations

from pathlib import Path

from slack_sdk import WebClient

from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.workspace import plain
from workflows import action_recording
from workflows.access import caller_for
from workflows.action_recording import Correction
from workflows.deliveries import Delivery, Kind, Parcel

SECRET = "settle with Mr Smith"


def files(p: Product) -> dict[str, str]:
    """Of the channel's threads: id and name of each file that is still there."""
    client = WebClient(token="xoxb-local", base_url=p.ws.api_url)
    found = []
    for message in p.ws.messages(BOARD, ASHA):
        if message.get("reply_count"):
            thread = client.conversations_replies(channel=BOARD, ts=message["ts"])
            found += [f for m in thread["messages"] for f in m.get("files") or []]
    return {f["id"]: f["name"] for f in found if f.get("mode") != "tombstone"}


def in_channel(p: Product) -> str:
    """All that anybody in the channel can read."""
    return " ".join(plain(m) for m in p.ws.messages(BOARD, ASHA) if not m.get("ephemeral"))


def test_card_and_files_leave_the_channel(tmp_path: Path) -> None:
    with product(tmp_path) as p:
        p.ws.command(ASHA, BOARD, f"/action @hallam by 1 June: {SECRET}")
        p.settled()
        (board,) = p.look(lambda tx: tx.boards.everywhere())
        (action,) = p.look(lambda tx: tx.actions.of_board(board.id))
        # The file's first try is stored and its answer lost: the second finds and replaces it.
        p.ws.fault("files.completeUploadExternal", "hang_up")
        with p.bot.desk.store.begin() as tx:
            for key, kind, view in (
                ("head", Kind.MESSAGE, "text"),
                ("log", Kind.FILE, "log_pdf"),
            ):
                args = {"board_id": board.id, "text": "The log"}
                follows = "head" if key == "log" else None
                tx.outbox.put(
                    Parcel(key, kind, board.team_id, view, args, None, BOARD, board.id,
                           follows=follows)
                )  # fmt: skip
        p.settled(30)
        before = files(p)
        assert [name.rpartition(".")[2] for name in before.values()] == ["pdf"]
        assert SECRET in in_channel(p)

        now = p.bot.desk.clock.now()
        with p.bot.desk.store.begin() as tx:
            asha = tx.people.find_by_slack(board.team_id, ASHA)
            assert asha is not None
            caller = caller_for(tx, asha, now.date())
            change = Correction(exempt="Para 3")
            action_recording.edit(tx, caller, action.id, change, "", now)
        p.settled(30)
        assert SECRET not in in_channel(p)
        after = files(p)
        assert len(after) == 1
        assert not set(after) & set(before), "the file that held it is gone"
        assert any(SECRET in plain(m) for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM))
        assert not p.look(lambda tx: tx.outbox.listing({Delivery.PARKED}))
