"""The help of a command that has much to explain: a short overview, and a topic for each feature.

A feature's listener exports its topic as HELP beside its VERBS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack.commands import Answer, Handler, Typed
from bot.slack.views.blocks import esc


@dataclass(frozen=True)
class Topic:
    """`name` is what is typed after "help"; `about` says in a few words, for the overview, what it
    is for; `text` explains it, in Slack's markup."""

    name: str
    about: str
    text: str


def overview(command: str, topics: Sequence[Topic], first: str = "") -> str:
    """What there is, one line each."""
    lines = [f"• `/{command} help {t.name}` {t.about}" for t in topics]
    return "\n".join([*([first] if first else []), "*More about*", *lines])


def helper(command: str, topics: Sequence[Topic], first: str = "") -> Handler:
    """The handler of the verb "help": the overview, or one topic."""
    known: Mapping[str, Topic] = {t.name: t for t in topics}

    async def answer(typed: Typed) -> Answer:
        asked = typed.text.strip().lower()
        if asked in known:
            return Answer(known[asked].text)
        said = overview(command, topics, first)
        if asked:
            said = f"There is no topic `{esc(asked[:40])}`.\n{said}"
        return Answer(said)

    return answer
