"""A board's rules said in sentences, each with where it stands: law, case or the board's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from workflows.dates import day_words
from workflows.policy_words import joined
from workflows.profile import DEFAULT, Rules
from workflows.rule_words import (
    quorum_words,
    seats_words,
    typed_call_in,
    typed_functions,
    typed_quorum,
    typed_seats,
    typed_yes_no,
)

LOCAL = "the board’s own: constitution or terms of reference"


@dataclass(frozen=True)
class Line:
    """One rule: what it is about, what holds, and its source in words."""

    label: str
    words: str
    source: str


def lines(rules: Rules, nation: str) -> tuple[Line, ...]:
    """What holds, rule by rule."""
    return (
        Line("Quorum", quorum_words(rules.quorum), LOCAL),
        Line("Votes", seats_words(rules.seats), _vote_source(rules)),
        _remote(rules, nation),
        _casting(rules),
        _written(rules),
        _sounding(rules),
        _executive(rules),
        *_functions(rules),
        Line("Approval elsewhere", _approval(rules), LOCAL),
    )


def _vote_source(rules: Rules) -> str:
    if any(s.statutory for s in rules.seats):
        return f"Health and Social Care Act 2012 s.194(2) where it says by law; else {LOCAL}"
    return f"a majority of those present and voting; constituencies: {LOCAL}"


def _remote(rules: Rules, nation: str) -> Line:
    case = "R (Hertfordshire CC) v SSHCLG [2021] EWHC 1093 (Admin): “present” means in the room"
    source = {
        "england": case,
        "wales": "Local Government and Elections (Wales) Act 2021 s.47",
        "scotland": "Local Government in Scotland Act 2003 s.43",
    }.get(nation, LOCAL)
    if rules.remote_counts:
        words = "a member who attends from afar counts for quorum and vote"
        return Line("From afar", words, LOCAL if nation == "england" else source)
    words = "a member who attends from afar counts for neither quorum nor vote"
    return Line("From afar", words, source if nation == "england" else LOCAL)


def _casting(rules: Rules) -> Line:
    if rules.casting_vote:
        words = "on a tie the chair has a second or casting vote"
        return Line("Casting vote", words, "Local Government Act 1972 Sch. 12 para. 39(2)")
    return Line("Casting vote", "none: what is tied is not carried", LOCAL)


def _written(rules: Rules) -> Line:
    if rules.written_resolution:
        return Line("Between meetings", "the body may decide by written resolution", LOCAL)
    words = "nothing is decided; views may be sought, which is consultation"
    return Line("Between meetings", words, "Local Government Act 1972 Sch. 12 para. 39(1)")


def _sounding(rules: Rules) -> Line:
    words = (
        "the meeting’s leave is asked first" if rules.sounding_permission else "no leave is asked"
    )
    return Line("Seeking views", words, LOCAL)


def _executive(rules: Rules) -> Line:
    if not rules.executive and rules.call_in_days is None:
        words = "not the executive’s: decisions take effect at once, there is no call-in"
        return Line("Executive", words, "Local Government Act 2000 s.9F (executive decisions only)")
    whose = "executive decisions" if rules.executive else "decisions"
    if rules.call_in_days is None:
        words = f"{whose}, without a call-in"
    else:
        days = f"{rules.call_in_days} working day{'' if rules.call_in_days == 1 else 's'}"
        words = f"{whose}: call-in within {days} of publication"
    return Line("Executive", words, "Local Government Act 2000 s.9F, SI 2012/2089; the days: local")


def _functions(rules: Rules) -> tuple[Line, ...]:
    source = "SI 2013/218 reg. 3 for a health and wellbeing board; else the board’s own"
    found = []
    if rules.officer_functions:
        found.append(Line("To an officer", joined(rules.officer_functions), source))
    if rules.sub_committee_functions:
        words = joined(rules.sub_committee_functions)
        found.append(Line("To a sub-committee only", words, source))
    if not found:
        words = "no function is set apart"
        found.append(Line("Delegable", words, "Local Government Act 1972 s.101"))
    return tuple(found)


def _approval(rules: Rules) -> str:
    return f"what needs it goes to {rules.approval_by}" if rules.approval_by else "none"


def since_words(rules: Rules) -> str:
    """ "since Mon 1 May 2028", or that nothing has been set."""
    if rules.since == DEFAULT.since:
        return "nothing set: what is usual for a council committee"
    minuted = f" (minuted: {rules.minuted})" if rules.minuted else ""
    return f"since {day_words(rules.since)}{minuted}"


def shown_versions(profile: Sequence[Rules], today: date) -> tuple[tuple[Rules, str], ...]:
    """All rules of a profile, the latest first, each with "in force", "to come" or "until …"."""
    ordered = sorted(profile, key=lambda r: r.since, reverse=True)
    found: list[tuple[Rules, str]] = []
    following: Rules | None = None
    for rules in ordered:
        if rules.since > today:
            state = "to come"
        elif following is None or following.since > today:
            state = "in force"
        else:
            state = f"until {day_words(date.fromordinal(following.since.toordinal() - 1))}"
        found.append((rules, state))
        following = rules
    return tuple(found)


#: Each field of the rules: its name in forms, and the label under which an officer knows it.
LABELS = {
    "quorum": "Quorum",
    "seats": "Votes",
    "remote_counts": "Attending from afar counts",
    "casting_vote": "Casting vote",
    "written_resolution": "Decides by written resolution",
    "sounding_permission": "Leave before views are sought",
    "executive": "Executive decisions",
    "call_in_days": "Call-in, working days",
    "officer_functions": "To an officer",
    "sub_committee_functions": "To a sub-committee only",
    "approval_by": "Approval by",
    "minuted": "Minuted",
}


def typed(rules: Rules) -> dict[str, str]:
    """Every field as an officer types it."""
    found = {
        "quorum": typed_quorum(rules.quorum),
        "seats": typed_seats(rules.seats),
        "call_in_days": typed_call_in(rules.call_in_days),
        "officer_functions": typed_functions(rules.officer_functions),
        "sub_committee_functions": typed_functions(rules.sub_committee_functions),
        "approval_by": rules.approval_by,
        "minuted": rules.minuted,
    }
    yes_no = (f.name for f in fields(rules) if isinstance(getattr(rules, f.name), bool))
    return found | {name: typed_yes_no(getattr(rules, name)) for name in yes_no}


def values(rules: Rules) -> dict[str, str]:
    """Every field by its label, in one line each, for what changed and for the ledger."""
    told = typed(rules)
    return {label: "; ".join(told[name].splitlines()) or "none" for name, label in LABELS.items()}
