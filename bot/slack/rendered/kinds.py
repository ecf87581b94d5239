"""What a renderer gives: a message or a file. A feature's renderers stand in a module of this
package and import this; `bot.slack.rendering` has the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.slack import gather
from bot.slack.views.blocks import Block
from workflows.access import Audience
from workflows.deliveries import Parcel
from workflows.ports import Transaction

#: What is on view: ("action", its id)…
Subjects = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rendered:
    """A message: a plain text for notifications, the blocks, and the subjects it puts on view.

    A `live` message follows its subjects' changes; any other is of its day, and is rendered again
    only when one of them is no longer for its readers' eyes.
    """

    text: str
    blocks: list[Block]
    subjects: Subjects = ()
    live: bool = True


@dataclass(frozen=True)
class RenderedFile:
    """A file with its media type; `name` is what it is found by if it must be looked for.

    `draw` makes its bytes from what was gathered already. It may take seconds and touches no store,
    so it is called outside any transaction and away from the event loop.
    """

    name: str
    draw: Callable[[], bytes]
    media_type: str
    title: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    subjects: Subjects = ()


Answer = Rendered | RenderedFile | dict[str, Any] | None
Renderer = Callable[[Transaction, Parcel, datetime], Answer]


def audience_of(tx: Transaction, parcel: Parcel, now: datetime) -> Audience:
    """Whom the parcel is for: the person, or for an update whoever the card was made for."""
    return gather.audience_of(tx, parcel.person_id or parcel.args.get("audience"), now)
