"""What the core needs from outside, on one page.

A `Store` opens a `Transaction`; a use case takes the transaction as its first argument, reads and
saves through it, and never commits: the edge opens one transaction for each use case, commits if it
returns and rolls everything back if it raises. `save` of a versioned thing raises `Conflict` when
somebody else saved it since it was read, and returns it with its new version.
`get` raises `NotFound`; `find…` returns None.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from workflows.actions import Action, Status
from workflows.agendas import AgendaItem
from workflows.attendances import Attendance
from workflows.boards import Board
from workflows.circulations import Circulation, Recipient
from workflows.consequences import Consequence
from workflows.consultations import Consultation
from workflows.declarations import Declaration
from workflows.delegations import Delegation
from workflows.deliveries import Claimed, Delivery, Kind, Parcel, Row, Shown
from workflows.drafts import Draft
from workflows.exercises import Exercise
from workflows.ledger import Entry, Line
from workflows.links import Link
from workflows.meetings import Meeting
from workflows.people import Absence, Membership, Person, Post
from workflows.records import File, Nudge
from workflows.resolutions import Resolution
from workflows.returns import StatutoryReturn
from workflows.searching import Page, Query, Scope
from workflows.soundings import Sounding, View

V = TypeVar("V")


class Shelf(Protocol[V]):
    """Versioned things of a board, each in a row of its own."""

    def get(self, thing_id: str) -> V: ...
    def many(self, ids: Collection[str]) -> dict[str, V]:
        """Those of these ids that there are, by id."""
        ...

    def of_board(self, board_id: str) -> list[V]: ...
    def add(self, thing: V) -> V:
        """`Conflict` if it would take something that must be unique."""
        ...

    def save(self, thing: V) -> V: ...


class Boards(Protocol):
    def get(self, board_id: str) -> Board: ...
    def find_by_channel(self, team_id: str, channel_id: str) -> Board | None: ...
    def of_team(self, team_id: str) -> list[Board]: ...
    def everywhere(self) -> list[Board]: ...
    def add(self, board: Board) -> Board: ...
    def save(self, board: Board) -> Board: ...


class People(Protocol):
    def get(self, person_id: str) -> Person: ...
    def many(self, person_ids: Collection[str]) -> dict[str, Person]: ...
    def find_by_slack(self, team_id: str, slack_id: str) -> Person | None: ...
    def of_team(self, team_id: str) -> list[Person]: ...
    def add(self, person: Person) -> Person: ...
    def save(self, person: Person) -> Person: ...

    def memberships(self, board_id: str) -> list[Membership]: ...
    def memberships_of(self, person_id: str) -> list[Membership]: ...
    def add_membership(self, membership: Membership) -> None: ...
    def save_membership(self, membership: Membership) -> None: ...
    def end_membership(self, membership_id: str, until: date) -> None: ...

    def absences_on(self, team_id: str, day: date) -> list[Absence]:
        """Of everybody in the workspace who is away on that day."""
        ...

    def absences_from(self, team_id: str, day: date) -> list[Absence]:
        """Of everybody in the workspace, which end on that day or later, earliest first."""
        ...

    def absences_of(self, person_id: str) -> list[Absence]:
        """All of them, earliest first."""
        ...

    def add_absence(self, absence: Absence) -> None: ...
    def end_absence(self, absence_id: str, until: date) -> None:
        """The last day away is then `until`; one that would not have begun is taken out."""
        ...

    def get_post(self, post_id: str) -> Post: ...
    def posts(self, board_id: str) -> list[Post]: ...
    def posts_held_by(self, person_id: str, on: date) -> list[Post]: ...
    def add_post(self, post: Post) -> Post: ...
    def save_post(self, post: Post) -> Post: ...


class Meetings(Protocol):
    def get(self, meeting_id: str) -> Meeting: ...
    def of_board(self, board_id: str) -> list[Meeting]:
        """All of them, earliest first."""
        ...

    def next_ordinary(self, board_id: str, after: date) -> Meeting | None:
        """The first ordinary meeting on a day later than `after` that is not cancelled."""
        ...

    def coming(self, board_id: str, after: date) -> tuple[date, ...]:
        """The days later than `after` of its ordinary meetings that are not cancelled, earliest
        first."""
        ...

    def upcoming(self, board_ids: Collection[str], on_or_after: date) -> list[Meeting]:
        """Planned or open meetings of these boards from that day on, earliest first."""
        ...

    def find_open(self, board_id: str) -> Meeting | None: ...
    def add(self, meeting: Meeting) -> Meeting: ...
    def save(self, meeting: Meeting) -> Meeting: ...


class Resolutions(Protocol):
    def get(self, resolution_id: str) -> Resolution: ...
    def of_board(self, board_id: str) -> list[Resolution]:
        """Newest first."""
        ...

    def of_meeting(self, meeting_id: str) -> list[Resolution]: ...
    def many(self, ids: Collection[str]) -> dict[str, Resolution]: ...
    def add(self, resolution: Resolution) -> Resolution: ...
    def save(self, resolution: Resolution) -> Resolution: ...


class Actions(Protocol):
    def get(self, action_id: str) -> Action: ...
    def find_by_reference(self, board_id: str, reference: str) -> Action | None: ...
    def of_board(
        self, board_id: str, statuses: Collection[Status] | None = None, live: bool = False
    ) -> list[Action]:
        """Those of the log (or, with `live`, those captured in meetings not yet issued), by
        due day, those without a day last, then by reference."""
        ...

    def of_owner(
        self,
        person_ids: Collection[str],
        post_ids: Collection[str],
        group_ids: Collection[str],
        statuses: Collection[Status],
    ) -> list[Action]:
        """Owned by one of the people, posts or groups, over all boards, issued ones only."""
        ...

    def of_meeting(self, meeting_id: str) -> list[Action]:
        """Captured at that meeting, live or issued, in the order of capture."""
        ...

    def due_at(self, meeting_id: str) -> list[Action]:
        """Whose due is that meeting, ended ones too."""
        ...

    def waiting_for_next_meeting(self, board_id: str) -> list[Action]:
        """Not ended, due at the next meeting, with no meeting linked yet."""
        ...

    def reporting_to(self, board_id: str) -> list[Action]:
        """Of whatever board, not ended: the report-backs that this board is to hear; by due day,
        captured ones left out."""
        ...

    def sent_from(self, action_ids: Collection[str]) -> list[Action]:
        """What was made, on other boards, from these actions, whatever became of it."""
        ...

    def to_nudge(
        self,
        board_id: str,
        day: date,
        limit: int | None = None,
        after: Action | None = None,
        *,
        own_ladder: bool = False,
    ) -> list[Action]:
        """Whose `next_nudge_on` is on or before `day`, earliest first; at most `limit` of them,
        behind `after` in that order as it stood when that was read. `own_ladder`: only those that
        have a policy of their own."""
        ...

    def add(self, action: Action) -> Action: ...
    def save(self, action: Action, by: str = "") -> Action:
        """`by`: the person whose change it is; kept with the state before, for `previous`."""
        ...

    def set_next_nudge(self, action: Action, day: date | None) -> bool:
        """Write the cached day alone; the version stays. False, and nothing written, if the action
        was changed since it was read: whoever changed it has worked out a newer day."""
        ...

    def remove(self, action_id: str) -> None:
        """Only for what was captured live and never issued."""
        ...

    def previous(self, action_id: str) -> tuple[Action, str] | None:
        """The action as it stood before its last change, and who made that change; for undo."""
        ...


class Delegations(Protocol):
    def get(self, delegation_id: str) -> Delegation: ...
    def find_by_reference(self, board_id: str, reference: str) -> Delegation | None: ...
    def of_board(self, board_id: str) -> list[Delegation]: ...
    def add(self, delegation: Delegation) -> Delegation: ...
    def save(self, delegation: Delegation) -> Delegation: ...


class AgendaItems(Shelf[AgendaItem], Protocol):
    """Lists are in the order of the agenda."""

    def of_meeting(self, meeting_id: str) -> list[AgendaItem]: ...
    def of_source(self, source: str, source_id: str) -> list[AgendaItem]:
        """At whatever meetings, in whatever state."""
        ...


class Attendances(Shelf[Attendance], Protocol):
    """Lists are by name."""

    def of_meeting(self, meeting_id: str) -> list[Attendance]: ...
    def of_meetings(self, meeting_ids: Collection[str]) -> list[Attendance]: ...
    def of_person(self, person_id: str) -> list[Attendance]: ...
    def find(self, meeting_id: str, person_id: str) -> Attendance | None: ...
    def remove(self, attendance_id: str) -> None: ...


class Declarations(Shelf[Declaration], Protocol):
    def of_meeting(self, meeting_id: str) -> list[Declaration]: ...


class Exercises(Shelf[Exercise], Protocol):
    """Lists are by day of decision."""

    def of_delegation(self, delegation_id: str) -> list[Exercise]: ...
    def find_by_reference(self, board_id: str, reference: str) -> Exercise | None: ...


class Consultations(Shelf[Consultation], Protocol):
    """Lists are in the order in which they were asked."""

    def of_delegation(self, delegation_id: str) -> list[Consultation]: ...


class Soundings(Shelf[Sounding], Protocol):
    def find_by_reference(self, board_id: str, reference: str) -> Sounding | None: ...
    def ended_by(self, moment: datetime) -> list[Sounding]:
        """Of every board, the open ones whose deadline is that moment or earlier."""
        ...

    def views(self, sounding_id: str) -> list[View]:
        """All replies, earliest first; the last of each place counts."""
        ...

    def add_view(self, view: View) -> None: ...


class Circulations(Shelf[Circulation], Protocol):
    def find_by_reference(self, board_id: str, reference: str) -> Circulation | None: ...
    def recipients(self, circulation_id: str) -> list[Recipient]:
        """By name."""
        ...

    def recipient(self, recipient_id: str) -> Recipient: ...
    def add_recipient(self, recipient: Recipient) -> None: ...
    def save_recipient(self, recipient: Recipient) -> None: ...


class Consequences(Shelf[Consequence], Protocol):
    def of_resolution(self, resolution_id: str) -> list[Consequence]: ...


class Returns(Shelf[StatutoryReturn], Protocol):
    """Lists are by the day on which they are due."""


class Search(Protocol):
    """Clauses, and delegations that stand in none, by their words; kept in step with the record
    by whoever stores them, in the same transaction. What is captured live is not found."""

    def find(self, query: Query, scope: Scope, limit: int, offset: int) -> Page:
        """What fits and may be seen within `scope`, the closest and the latest first; counted up
        to `searching.MOST_COUNTED`."""
        ...

    def rebuild(self) -> int:
        """Fill the index anew from what is on record; how many entries it has."""
        ...


class Drafts(Protocol):
    """Draft registers read from papers, waiting for an officer's decision on each line."""

    def get(self, draft_id: str) -> Draft: ...
    def find_by_digest(self, board_id: str, sha256: str) -> Draft | None: ...
    def find_by_message(self, channel: str, ts: str) -> Draft | None: ...
    def open_of_board(self, board_id: str) -> list[Draft]: ...
    def of_meeting(self, meeting_id: str) -> list[Draft]:
        """Every reading of that meeting's minutes, whatever became of it."""
        ...

    def add(self, draft: Draft) -> Draft: ...
    def save(self, draft: Draft) -> Draft: ...
    def fingerprints(self, board_id: str) -> set[str]:
        """Of every draft line of the board that was rejected or recorded."""
        ...


class Files(Protocol):
    def add(self, file: File, data: bytes) -> None: ...
    def get(self, file_id: str) -> tuple[File, bytes]: ...
    def of_subject(self, subject: str, subject_id: str) -> list[File]: ...


class Watches(Protocol):
    """What besides actions has a ladder (a meeting, a draft, a delegation), by its next day."""

    def set(self, subject: str, subject_id: str, board_id: str, day: date | None) -> None:
        """Write the cached day; None: nobody is to hear of it."""
        ...

    def due(self, board_id: str, day: date) -> list[tuple[str, str]]:
        """(subject, id) of what is due on or before that day, earliest first. Nobody else changes
        their days until the end of the transaction; what somebody is changing now is left out."""
        ...

    def day_of(self, subject: str, subject_id: str) -> date | None:
        """The cached day; nobody else changes it until the end of the transaction."""
        ...

    def of_board(self, board_id: str) -> dict[tuple[str, str], date]:
        """The cached day of each (subject, id)."""
        ...


class Links(Protocol):
    """The signed links of e-mails, by the hash of their tokens."""

    def add(self, link: Link) -> None: ...
    def find(self, token_hash: str) -> Link | None: ...
    def of_subject(self, subject: str, subject_id: str) -> list[Link]: ...
    def of_person(self, person_id: str) -> list[Link]: ...
    def revoke(self, token_hashes: Collection[str], at: datetime) -> int:
        """How many of them were still good."""
        ...

    def mark_used(self, token_hash: str, at: datetime) -> None: ...
    def prune(self, before: datetime, most: int) -> int:
        """Delete at most so many links that expired before then; how many that were."""
        ...


class Nudges(Protocol):
    def exists(
        self, subject: str, subject_id: str, rung: str, person_id: str, due_version: int
    ) -> bool: ...
    def add(self, nudge: Nudge) -> bool:
        """False if this nudge (subject, rung, person, due version) exists already."""
        ...

    def open_day(self, team_id: str, person_id: str, day: date) -> str | None:
        """The id of the person's message of that day, made if there is none yet; None if it has
        been claimed or sent already, so that the nudge must wait for the next working day."""
        ...

    def gathering(self, team_id: str, person_id: str, day: date) -> bool:
        """Whether the person's message of that day is planned and nobody has begun to send it."""
        ...

    def of_subject(self, subject: str, subject_id: str) -> list[Nudge]: ...
    def of_subjects(self, subject: str, ids: Collection[str]) -> dict[str, list[Nudge]]:
        """Of each of these subjects, in the order in which they were planned."""
        ...

    def of_day(self, day_id: str) -> list[Nudge]: ...


class Outbox(Protocol):
    def put(self, parcel: Parcel) -> bool:
        """False if the key exists already."""
        ...

    def refresh(self, parcel: Parcel) -> None:
        """Insert it, or make the row of that key pending again (with these args): what it shows is
        rendered once more. A sender that holds the row meanwhile does not mark it sent."""
        ...

    def claim(
        self,
        now: datetime,
        real: datetime,
        lease_seconds: int,
        without: Collection[Kind] = (),
        by_mail: bool = True,
    ) -> Claimed | None:
        """The oldest row that may go out and is not of the kinds `without`, leased for so long;
        without `by_mail` none to a person who has it by e-mail."""
        ...

    def hold(self, claimed: Claimed, until: datetime) -> bool:
        """Have the lease end then; False, and nothing, if it has passed to another."""
        ...

    def renew_target(self, row_id: int, channel: str) -> None:
        """Remember the direct-message channel before anything is posted to it."""
        ...

    def mark_sent(self, claimed: Claimed, real: datetime, channel: str, ts: str) -> None: ...
    def mark_failed(self, claimed: Claimed, retry_at: datetime | None, error: str) -> None:
        """Try again at `retry_at`, or park it if None."""
        ...

    def put_off(self, claimed: Claimed, retry_at: datetime, why: str) -> None:
        """Try again then; this claim does not count as an attempt, for nothing was tried."""
        ...

    def drop(self, claimed: Claimed, why: str) -> None:
        """Nothing is to be sent. Nothing, if the lease has passed to another."""
        ...

    def get(self, row_id: int) -> Row: ...
    def parked(self, team_id: str) -> list[Row]:
        """What could not be delivered in a workspace, newest first; two hundred at most. What was
        to follow it goes with it and is left out."""
        ...

    def retry(self, row_id: int) -> int:
        """Have a parked or dropped row tried again, with all that came to nothing because of it;
        how many rows. Whether an earlier attempt arrived is still looked for."""
        ...

    def discard(self, row_id: int, why: str) -> bool:
        """Drop a row that waits or is parked; False if it is being sent, or was."""
        ...

    def sent_place(self, key: str) -> tuple[str, str] | None:
        """(channel, ts) of a sent row."""
        ...

    def prune(self, beginning: str, before: datetime, most: int) -> int:
        """Delete so many rows, the oldest first, whose key begins so and that were sent or dropped
        before that moment of real time; how many. What another row still waits for stays."""
        ...

    def counts(self) -> dict[Delivery, int]: ...
    def listing(self, states: Collection[Delivery]) -> list[tuple[int, Parcel, str, int, str]]:
        """(id, parcel, state, attempts, last error), newest first."""
        ...


class Showings(Protocol):
    def add(self, *shown: Shown) -> None: ...
    def of(self, subject: str, subject_id: str) -> list[Shown]: ...
    def at(self, channel: str, ts: str) -> list[Shown]:
        """What this message or file shows."""
        ...

    def forget(self, channel: str, ts: str) -> None: ...


class Ledger(Protocol):
    def append(self, entry: Entry) -> None: ...
    def lines(self, board_id: str) -> list[Line]: ...
    def values(self, board_id: str, seq: int) -> Mapping[str, str]:
        """What has not been erased."""
        ...

    def heads(self, board_ids: Collection[str]) -> dict[str, int]:
        """The number of the last line of each board; a board without any is left out."""
        ...

    def of_subject(self, subject: str, subject_id: str) -> list[tuple[Line, Mapping[str, str]]]: ...
    def erase(self, board_id: str, seq: int, field: str) -> None: ...


class Transaction(Protocol):
    """One transaction. Everything read and saved in it is of one moment."""

    boards: Boards
    people: People
    meetings: Meetings
    resolutions: Resolutions
    actions: Actions
    delegations: Delegations
    agenda_items: AgendaItems
    attendances: Attendances
    declarations: Declarations
    exercises: Exercises
    consultations: Consultations
    soundings: Soundings
    circulations: Circulations
    consequences: Consequences
    returns: Returns
    search: Search
    drafts: Drafts
    files: Files
    nudges: Nudges
    watches: Watches
    links: Links
    outbox: Outbox
    showings: Showings
    ledger: Ledger

    def new_id(self) -> str: ...
    def once(self, key: str) -> bool:
        """True the first time a key is seen, ever; the database decides who is first."""
        ...

    def forget_once(self, before: date, most: int) -> int:
        """Forget so many keys at most that were first seen before that day; how many."""
        ...

    def hold(self, names: Collection[str], *, shared: bool = False) -> None:
        """Keep out, until the end of the transaction, whoever else holds one of these names;
        `shared`: but for those who hold it shared as well. What is read afterwards is as others
        have left it. May raise `Conflict`'s kin "busy" if others keep it waiting."""
        ...

    def take(self, name: str) -> bool:
        """The same of one name without waiting: False if somebody else holds it."""
        ...

    def next_number(self, board_id: str, series: str) -> int:
        """1, 2, 3… in each series; two at once never get the same."""
        ...

    def setting(self, name: str) -> Any:
        """A value of the installation (the clock's offset), or None."""
        ...

    def set_setting(self, name: str, value: Any) -> None: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction: committed at the end of the block, rolled back if it raises."""
        ...
