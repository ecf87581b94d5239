"""The draft register: what was read from one paper, before any person has accepted a word of it.

The shapes mirror what `matters read --json` prints, so that `to_json` has nothing to decide. Texts
are verbatim from the source with white space collapsed and markup stripped; `lines` are the first
and last line they stand at; what is unknown is None or empty, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Lines = tuple[int, int]
ClauseKind = Literal["decision", "noting", "delegation", "report_back", "action"]
MeetingKind = Literal["minuted", "agenda", "future", "private"]
AttendanceClass = Literal["present", "apologies", "in_attendance", "absent"]
AskPlace = Literal["section", "summary", "text", "agenda", "unheaded"]
AgendaPaper = Literal["paper", "verbal", "presentation", "to follow"]
ForwardKind = Literal["once", "recurring", "review"]
ActionSource = Literal["action_log", "action_line", "resolution", "discussion"]
DueKind = Literal[
    "date",
    "month",
    "quarter",
    "financial_year",
    "municipal_year",
    "next_meeting",
    "other_meeting",
    "event",
    "urgent",
    "tbc",
    "none",
]


@dataclass(frozen=True, slots=True)
class DraftMeeting:
    """A meeting that the paper names: the minuted one, the one it is for, or one to come.

    `start` and `end` are the times it was called for; where the paper prints none, those at which
    the minutes say that it began and closed. The latter stand in `actual_start` and `actual_end`.
    """

    date: date | None
    kind: MeetingKind
    start: str | None = None
    end: str | None = None
    venue: str | None = None
    lines: Lines | None = None
    actual_start: str | None = None
    actual_end: str | None = None


@dataclass(frozen=True, slots=True)
class DraftSubstitute:
    """Who came for whom, as the paper says it. Not `stated`: the paper only lets it be seen."""

    absent: str
    by: str
    stated: bool = True
    also_present: bool = False
    """Whether the substitute is listed among those present as well."""


@dataclass(frozen=True, slots=True)
class DraftAttendee:
    """One person of the list, with what stands beside the name."""

    name: str
    attends: AttendanceClass
    role: str | None
    lines: Lines
    remote: bool = False
    item: str | None = None
    """The item or items that the person came for, where it was for these alone."""


@dataclass(frozen=True, slots=True)
class DraftAttendance:
    """Names as printed, in the classes that the paper uses; `people` has the same in full."""

    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    in_attendance: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    remotely: tuple[str, ...] = ()
    substitutes: tuple[DraftSubstitute, ...] = ()
    people: tuple[DraftAttendee, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDeclaration:
    """One declaration of interest."""

    member: str
    item: str | None
    nature: str | None
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One minute: its number where it has one, its title, and the lines it runs over."""

    ref: str | None
    title: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftClause:
    """One thing that was resolved; `verbs` are lemmas, in the order in which they are printed."""

    label: str | None
    text: str
    verbs: tuple[str, ...]
    kind: ClauseKind
    lines: Lines


@dataclass(frozen=True, slots=True)
class Vote:
    """How a resolution came about, as far as the paper says. `outcome` is "unanimous" or
    "consensus"; the numbers are those printed."""

    mover: str | None = None
    seconder: str | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class DraftResolution:
    """A decision and its clauses. `marker` is the paper's own word for it, or None."""

    ref: str | None
    item: str | None
    marker: str | None
    lines: Lines
    clauses: tuple[DraftClause, ...]
    vote: Vote | None = None
    """Mover, seconder and votes, where the paper prints any."""


@dataclass(frozen=True, slots=True)
class DraftAction:
    """Work to be done. Not `explicit`: only implied, for a person to accept or refuse."""

    text: str
    lines: Lines
    source: ActionSource
    explicit: bool
    ref: str | None = None
    minute_ref: str | None = None
    owners: tuple[str, ...] = ()
    due_phrase: str | None = None
    due_kind: DueKind = "none"
    due_date: date | None = None
    status: str | None = None
    progress: str | None = None


@dataclass(frozen=True, slots=True)
class DraftDelegation:
    """Authority that the board gave away, to whom, and on what terms."""

    text: str
    lines: Lines
    delegates: tuple[str, ...] = ()
    consultees: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class DraftReportBack:
    """Something that is to come back to the board."""

    who: str | None
    what: str
    when_phrase: str | None
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftNote:
    """A passage to know of: a virtual, urgent or deferred item. `item` is the minute's number,
    `reason` and `when_phrase` are the paper's own words, where it gives any."""

    text: str
    lines: Lines
    item: str | None = None
    reason: str | None = None
    when_phrase: str | None = None


@dataclass(frozen=True, slots=True)
class DraftRecommendation:
    """What a report asks of the board. It decides nothing by itself."""

    report: str | None
    clauses: tuple[str, ...]
    lines: Lines
    place: AskPlace = "section"
    """Where it stands: in its section, in a summary, in the text, on the agenda, or as the list
    that closes the paper without a heading."""
    item: str | None = None
    """The agenda item printed on the report."""
    purpose: str | None = None
    """The purpose printed on the report ("For decision")."""
    also_at: tuple[Lines, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftAgendaItem:
    """An item of the agenda, as printed."""

    no: str | None
    title: str
    presenters: tuple[str, ...]
    time: str | None
    pages: str | None
    purpose: str | None
    paper: AgendaPaper | None
    """How it comes: with a paper, told, or presented; None where the agenda does not say."""
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftNoticeRule:
    """A rule or a fact of notice: when papers are out, how to take part, what is recorded."""

    kind: str
    text: str
    date: date | None
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftDeadline:
    """A date by which something must be done by law, by a funder's terms or to a higher body."""

    text: str
    date: date | None
    when_phrase: str
    statutory: bool
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftForward:
    """What is to come before the board later, as a report's text lets it be seen."""

    text: str
    when_phrase: str
    kind: ForwardKind
    date: date | None
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftPrevious:
    """The earlier minutes that were approved, by the date that the paper gives them."""

    date: date
    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A report in a pack, by what is printed at its head. `foreign`: another body's. `cleared` are
    the implications that somebody has verified, each with the name as printed."""

    title: str | None
    body: str | None
    item: str | None
    purpose: str | None
    foreign: bool
    lines: Lines
    author: str | None = None
    sponsor: str | None = None
    date: date | None = None
    cleared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftNil:
    """What was asked for and not forthcoming: no interests, no requests, no apologies."""

    of: str
    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class DraftWarning:
    """What is odd in the source: shown, not mended."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DraftRegister:
    """Everything that one paper was read to say."""

    board: str | None = None
    meeting: DraftMeeting | None = None
    next_meeting: DraftMeeting | None = None
    meetings: tuple[DraftMeeting, ...] = ()
    attendance: DraftAttendance = field(default_factory=DraftAttendance)
    declarations: tuple[DraftDeclaration, ...] = ()
    items: tuple[DraftItem, ...] = ()
    resolutions: tuple[DraftResolution, ...] = ()
    actions: tuple[DraftAction, ...] = ()
    delegations: tuple[DraftDelegation, ...] = ()
    report_backs: tuple[DraftReportBack, ...] = ()
    virtual_items: tuple[DraftNote, ...] = ()
    urgent_items: tuple[DraftNote, ...] = ()
    deferred_items: tuple[DraftNote, ...] = ()
    recommendations: tuple[DraftRecommendation, ...] = ()
    agenda: tuple[DraftAgendaItem, ...] = ()
    reports: tuple[DraftReport, ...] = ()
    notice_rules: tuple[DraftNoticeRule, ...] = ()
    deadlines: tuple[DraftDeadline, ...] = ()
    forward_plan: tuple[DraftForward, ...] = ()
    reviews: tuple[DraftForward, ...] = ()
    reordered_items: tuple[DraftNote, ...] = ()
    requests_to_address: tuple[DraftNote, ...] = ()
    nil_returns: tuple[DraftNil, ...] = ()
    previous_minutes: tuple[DraftPrevious, ...] = ()
    further_minutes: tuple[DraftRegister, ...] = ()
    """Other minutes of the same board in the same file, each read by itself."""
    warnings: tuple[DraftWarning, ...] = ()
