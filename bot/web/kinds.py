"""What a kind of link needs of the web edge, in one registration; the list of them is `pages`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from bot.web.layout import Content, Receipt
from workflows.link_answers import Given
from workflows.links import LinkKind, Opened, S
from workflows.ports import Transaction


@dataclass(frozen=True)
class PageKind(Generic[S]):
    """The page of one kind of link.

    `steps` names every answer that its forms can ever send. `draw` says what is on the page, and
    which forms are offered, to the link's person now; None if nothing may be shown: everything it
    shows must have passed `disclose` for `Audience(opened.caller)`. `take` is the use case that
    records an answer (in the transaction; `InvalidInput` with the field's name for what is wrong
    with an input). `repeats` says that an answer is what stands already, so that nothing is to be
    recorded again; `said` the same of a form that was sent twice (else it is `repeats`). `thanks`
    is what the page says after an answer, as things stand then.
    """

    kind: LinkKind[S]
    steps: frozenset[str]
    draw: Callable[[Transaction, Opened[S], datetime], Content | None]
    take: Callable[[Transaction, Opened[S], Given, datetime], object]
    repeats: Callable[[Transaction, Opened[S], Given], bool]
    thanks: Callable[[Transaction, Opened[S], str], Receipt]
    said: Callable[[Transaction, Opened[S], Given], bool] | None = None

    def says_it_again(self, tx: Transaction, opened: Opened[S], given: Given) -> bool:
        """Whether a form that was sent twice says what it said the first time."""
        return (self.said or self.repeats)(tx, opened, given)
