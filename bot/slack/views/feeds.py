"""The address of a calendar feed. Pure: data to blocks."""

from __future__ import annotations

from bot.slack import ids
from bot.slack.views.blocks import Block, actions, button, context, esc, section
from workflows.boards import Board


def address(board: Board, url: str, *, mine: bool, may_end: bool) -> list[Block]:
    """The address, what it shows, and ending it."""
    if mine:
        what = ":calendar: *Your calendar*: your meetings on all boards, and your deadlines."
        whose = "It is for you alone: whoever has this address reads your calendar."
    else:
        what = f":calendar: *Meetings of {esc(board.name)}*, for any calendar."
        whose = (
            "You may pass it on: it shows of private meetings only that they are held, and nothing "
            "exempt."
        )
    blocks = [
        section(what),
        section(f"`{esc(url)}`"),
        context(
            "In your calendar choose to subscribe to a calendar by its web address, and paste it: "
            "Outlook “Add calendar → Subscribe from web”, Google “Other calendars → From URL”, "
            "Apple “New Calendar Subscription”.",
            f"{whose} The program asks again by itself, some of them only once a day.",
        ),
    ]
    if may_end:
        step = ids.FEED_STEP + ("person" if mine else "board")
        blocks.append(actions([button("End this address", step, ids.pack(board.id), "danger")]))
    return blocks


def revoked(number: int, *, mine: bool) -> str:
    """What ending it did."""
    whose = "Your calendar’s" if mine else "The board’s calendar"
    if number == 0:
        return f"{whose} address had not been given out. Nothing was changed."
    new = "/meeting feed mine" if mine else "/meeting feed"
    return (
        f":white_check_mark: {whose} address is ended: calendars that subscribe get nothing any "
        f"more. `{new}` gives a new one."
    )
