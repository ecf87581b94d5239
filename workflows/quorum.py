"""Whether enough are there: the board's quorum, counted over its members and their substitutes.

Who counts is the board's profile's: a member who attends remotely counts where its rules say so (in
England not: R (Hertfordshire County Council) v Secretary of State [2021] EWHC 1093 (Admin)). Each
place counts once; a substitute counts in the member's place, for that member's seat and for the
posts of both. Whoever must take no part in an item does not count for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.attendances import Attendance, Attends, Capacity
from workflows.boards import Board
from workflows.declarations import Declaration
from workflows.declaring import barred, number_of
from workflows.meetings import Meeting
from workflows.profile import Quorum, Reached, reached

if TYPE_CHECKING:
    from workflows.ports import Transaction

REMOTE = "attends remotely"
LEFT = "has left"
INTEREST = "takes no part because of an interest"


@dataclass(frozen=True)
class Place:
    """A place that is taken: whose, the constituency, the posts that come with it."""

    place: str
    seat: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Quorate:
    """The quorum at a moment, or for an item. `uncounted` are those who are there and do not count,
    with the reason."""

    quorum: Quorum
    reached: Reached
    uncounted: tuple[tuple[str, str], ...] = ()
    item: str = ""

    @property
    def enough(self) -> bool:
        """Also where the board has set no quorum."""
        return self.reached.enough or not self.quorum.is_set


def of_meeting(tx: Transaction, board: Board, meeting: Meeting, item: str = "") -> Quorate:
    """The quorum as attendance stands now; with `item`, without those whom an interest bars from
    it."""
    rows = tx.attendances.of_meeting(meeting.id)
    return of_rows(tx, board, meeting, rows, item)


def of_rows(
    tx: Transaction, board: Board, meeting: Meeting, rows: Iterable[Attendance], item: str = ""
) -> Quorate:
    """The same, of these rows."""
    rules = board.rules_on(meeting.day)
    out = barred(tx.declarations.of_meeting(meeting.id), item) if item else []
    posts = _posts(tx, board, meeting)
    counted, uncounted = [], []
    rows = list(rows)
    associates = {place_of(r) for r in rows if r.capacity is Capacity.ASSOCIATE}
    for row in rows:
        voiceless = row.capacity is Capacity.SUBSTITUTE and place_of(row) in associates
        if row.attends is not Attends.PRESENT or not sits(row) or voiceless:
            continue
        why = _why_not(row, out, remote_counts=rules.remote_counts)
        if why:
            uncounted.append((row.name, why))
            continue
        held = (*posts.get(row.person_id or "", ()), *posts.get(row.for_id or "", ()))
        counted.append(Place(place_of(row), row.seat, held))
    return Quorate(rules.quorum, reached(rules.quorum, counted), tuple(uncounted), item)


def sits(row: Attendance) -> bool:
    """Whether somebody takes a place that counts: a voting member, or a substitute for one."""
    return row.capacity in (Capacity.MEMBER, Capacity.SUBSTITUTE)


def place_of(row: Attendance) -> str:
    """Whose place it is: the member's own, or that of the member who is substituted."""
    if row.capacity is Capacity.SUBSTITUTE and (row.for_id or row.for_name):
        return row.for_id or row.for_name.casefold()
    return row.person_id or row.name.casefold()


def _why_not(row: Attendance, out: Sequence[Declaration], *, remote_counts: bool) -> str:
    if row.left:
        return LEFT
    if row.remotely and not remote_counts:
        return REMOTE
    return INTEREST if any(_by(d, row) for d in out) else ""


def _by(declaration: Declaration, row: Attendance) -> bool:
    """Whether they declared it; by name where one of the two is on record by name alone."""
    if declaration.person_id and row.person_id:
        return declaration.person_id == row.person_id
    return declaration.name.casefold() == row.name.casefold()


def _posts(tx: Transaction, board: Board, meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """The titles and aliases of the posts that each person holds on the day."""
    found: dict[str, tuple[str, ...]] = {}
    for post in tx.people.posts(board.id):
        holder = post.holder_on(meeting.day)
        if holder:
            found[holder] = (*found.get(holder, ()), post.title, *post.aliases)
    return found


def uncounted_words(quorate: Quorate) -> str:
    """Who is there and does not count, each with the reason; empty if nobody."""
    return "; ".join(f"{name} {why}" for name, why in quorate.uncounted)


def quorum_words(quorate: Quorate) -> str:
    """In words: "Quorum: 7 of 7 needed, reached" or what lacks; empty where none is set."""
    if not quorate.quorum.is_set:
        return ""
    where = f" for item {number_of(quorate.item)}" if quorate.item else ""
    counted = f"{quorate.reached.count} count"
    needed = f", {quorate.quorum.least} needed" if quorate.quorum.least else ""
    if quorate.reached.enough:
        return f"Quorum{where}: {counted}{needed}, reached"
    lacking = "; ".join(quorate.reached.lacking)
    return f"Quorum{where}: {counted}{needed}. Lacking: {lacking}"
