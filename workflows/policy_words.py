"""A board's nudge policy in words: said in sentences, and read from what an officer types.

The grammar is small and strict: days are whole numbers of working days with commas between them
("15, 10, 7"); steps after a due name who hears of them ("3 owner, 3 deputy, 5 officer"). What
cannot be read is refused with the field's name, so that a form can say so beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time

from workflows.boards import Follow, NudgePolicy, To
from workflows.dates import read_time
from workflows.errors import InvalidInput

#: Nobody plans further ahead than this, nor follows up later, in working days.
MOST_DAYS = 60
#: So many days or steps in one field.
MOST_STEPS = 8

TO_WORDS: Mapping[To, str] = {
    "owner": "the owner",
    "deputy": "the deputy",
    "officer": "the committee officer",
    "lead": "the lead officer",
    "chair": "the chair",
}
#: Every recipient, in the order in which they are named.
_ALL: tuple[To, ...] = tuple(TO_WORDS)
#: Named for an action, or not: then nobody hears in their place.
_NAMED = ("deputy", "lead")

_TYPED: Mapping[str, To] = {
    "owner": "owner",
    "owners": "owner",
    "deputy": "deputy",
    "lead": "lead",
    "lead officer": "lead",
    "officer": "officer",
    "officers": "officer",
    "committee officer": "officer",
    "chair": "chair",
    "chairs": "chair",
}
_STEP = re.compile(r"\+?(?P<days>[0-9]{1,4}) (?:working )?(?:days? )?(?:to )?(?:the )?(?P<who>.+)")


# --- reading ----------------------------------------------------------------------------------


def read_days(text: str, field: str, *, least: int, rising: bool = False) -> tuple[int, ...]:
    """ "15, 10 and 7" as (15, 10, 7): each once, the longest first (or last, if `rising`); nothing
    typed is none at all."""
    parts = [p for p in re.split(r"[,;\s]+|\band\b", text.strip().lower()) if p]
    if parts in ([], ["none"], ["-"]):
        return ()
    if not all(p.isascii() and p.isdigit() and least <= int(p) <= MOST_DAYS for p in parts):
        raise InvalidInput(
            f"Write whole working days from {least} to {MOST_DAYS} with commas between them, for "
            "example: 10, 2. Leave it empty for none.",
            field,
        )
    days = tuple(sorted({int(p) for p in parts}, reverse=not rising))
    _not_too_many(days, field)
    return days


def read_number(text: str, field: str) -> int:
    """One number of working days, 0 included."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and int(plain) <= MOST_DAYS):
        raise InvalidInput(f"Write one whole number of working days from 0 to {MOST_DAYS}.", field)
    return int(plain)


def read_follows(text: str, field: str = "overdue") -> tuple[Follow, ...]:
    """ "3 owner and deputy, 5 officer, 5 lead officer" as steps, the earliest first, each once."""
    found: list[Follow] = []
    for part in re.split(r"[,;\n]+", text.lower()):
        plain = " ".join(part.split())
        if plain in ("", "none", "-"):
            continue
        step = _STEP.fullmatch(plain)
        if step is None or not 1 <= int(step["days"]) <= MOST_DAYS:
            raise InvalidInput(
                f"I could not read “{plain[:40]}”. Write working days from 1 to {MOST_DAYS} and "
                "who hears then, for example: 3 owner, 5 officer, 10 chair.",
                field,
            )
        found += [Follow(int(step["days"]), to) for to in _who(step["who"], field)]
    steps = tuple(sorted(set(found), key=lambda s: (s.days, _ALL.index(s.to))))
    _not_too_many(steps, field)
    return steps


def _who(words: str, field: str) -> list[To]:
    named = [w.removeprefix("the ").strip() for w in re.split(r" and | & |&", words)]
    unknown = [w for w in named if w not in _TYPED]
    if unknown:
        raise InvalidInput(
            f"I do not know “{unknown[0][:40]}”. Write owner, deputy, officer, lead officer or "
            "chair.",
            field,
        )
    return [_TYPED[w] for w in named]


def read_to(chosen: Collection[str], field: str) -> tuple[To, ...]:
    """The recipients chosen, in their usual order."""
    unknown = [c for c in chosen if c not in _ALL]
    if unknown:
        raise InvalidInput(f"Choose among {', '.join(_ALL)}.", field)
    return tuple(to for to in _ALL if to in chosen)


def read_hour(text: str, field: str = "hour") -> time:
    """A time of day: "09:00", "9.30am"; InvalidInput says how to write one."""
    try:
        return read_time(text)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, field) from None


def _not_too_many(steps: Sequence[object], field: str) -> None:
    if len(steps) > MOST_STEPS:
        raise InvalidInput(f"That is {len(steps)}; at most {MOST_STEPS} fit.", field)


def check(policy: NudgePolicy) -> NudgePolicy:
    """The policy, unless it reminds nobody or sends to nobody (`InvalidInput` names the field)."""
    if (policy.before_meeting or policy.before_date) and not policy.before_to:
        raise InvalidInput("Choose who hears of it beforehand.", "before_to")
    if policy.overdue_every and not policy.weekly_to:
        raise InvalidInput(
            "Choose who hears again and again, or write 0 days for nobody.", "weekly_to"
        )
    if not (policy.before_meeting or policy.before_date or policy.overdue or policy.overdue_every):
        raise InvalidInput("With this nobody would ever be reminded. Leave a step.", "overdue")
    return policy


# --- saying -----------------------------------------------------------------------------------


def typed_days(days: Sequence[int]) -> str:
    """As `read_days` reads it."""
    return ", ".join(str(d) for d in days)


def typed_follows(steps: Sequence[Follow]) -> str:
    """As `read_follows` reads it."""
    return ", ".join(f"{s.days} {'lead officer' if s.to == 'lead' else s.to}" for s in steps)


def joined(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([w for w in (", ".join(words[:-1]), *words[-1:]) if w])


def to_words(to: Sequence[To]) -> str:
    """Who hears, in words: "the owner and the committee officer"."""
    return joined([TO_WORDS[t] for t in to])


def _days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"


def before_words(days: Sequence[int], what: str) -> str:
    """ "15, 10 and 7 working days before the meeting", "2 working days before and on the day"."""
    ahead = [d for d in days if d]
    found = []
    if ahead:
        numbers = joined([str(d) for d in ahead])
        found.append(f"{numbers} working day{'' if ahead == [1] else 's'} before {what}")
    if 0 in days:
        found.append("on the day itself")
    return joined(found)


def before_sentences(policy: NudgePolicy) -> tuple[str, ...]:
    """What goes out before a due."""
    found = []
    for days, due, what in (
        (policy.before_meeting, "Due at a meeting", "it"),
        (policy.before_date, "Due on a date", "it"),
    ):
        if not days:
            found.append(f"{due}: nobody hears beforehand.")
        else:
            hear = "hear" if len(policy.before_to) > 1 else "hears"
            who = to_words(policy.before_to)
            found.append(f"{due}: {who} {hear} {before_words(days, what)}.")
    return tuple(found)


def after_sentences(policy: NudgePolicy) -> tuple[str, ...]:
    """What goes out once a due has passed: the grace, each day's step, the weekly round."""
    grace = "After a meeting the ladder goes on at once."
    if policy.outcome_grace:
        grace = (
            f"After a meeting nobody hears while the outcome is being recorded, at most "
            f"{_days(policy.outcome_grace)}; the days below count from then."
        )
    found = [grace]
    by_day: dict[int, list[To]] = {}
    for step in policy.overdue:
        by_day.setdefault(step.days, []).append(step.to)
    for days, to in by_day.items():
        named = [t for t in to if t in _NAMED]
        where = f" (where {'they are' if len(named) > 1 else 'one is'} named)" if named else ""
        found.append(f"{_days(days)} late: {to_words(to)}{where}.")
    if policy.overdue_every:
        found.append(
            f"Then every {_days(policy.overdue_every)}: {to_words(policy.weekly_to)}, until there "
            "is an answer."
        )
    else:
        found.append("After that nobody hears of it again; logs and digests still show it.")
    return tuple(found)


def officer_sentences(policy: NudgePolicy) -> tuple[str, ...]:
    """What an answer does to the ladder."""
    waits = "What waits for the committee officer (done, blocked, not mine, more time)"
    numbers = joined([str(d) for d in sorted(policy.officer_turn)])
    reminded = (
        f"{waits} is brought to mind after {numbers} working days, and the owner hears nothing."
        if policy.officer_turn
        else f"{waits} is not brought to mind; the owner hears nothing either."
    )
    hush = (
        f"Progress on something overdue leaves the owner in peace for "
        f"{_days(policy.progress_hush)}, at most to the next meeting."
        if policy.progress_hush
        else "Progress on something overdue leaves the owner in peace for that day only."
    )
    return reminded, hush


def meeting_sentences(policy: NudgePolicy) -> tuple[str, ...]:
    """What is sent ahead of each meeting, whatever is due."""
    digest = "No digest is sent ahead of a meeting."
    if policy.digest_before:
        digest = (
            f"Digest with action log and invitation: {before_words(policy.digest_before, 'it')}."
        )
    agenda = "Nobody is reminded to publish the agenda."
    if policy.agenda_before:
        agenda = (
            "Until its agenda is published, the committee officer hears "
            f"{before_words(policy.agenda_before, 'it')}, on the last day for publishing it, and "
            "every working day from then on."
        )
    return digest, agenda


def brief(policy: NudgePolicy) -> str:
    """One line, for a card or the ledger: what is before, what after, and the hour."""
    before = f"before a meeting {typed_days(policy.before_meeting) or 'none'}, before a date "
    before += typed_days(policy.before_date) or "none"
    after = typed_follows(policy.overdue) or "none"
    every = f", then every {policy.overdue_every}" if policy.overdue_every else ""
    return f"{before}; late {after}{every}; at {policy.hour:%H:%M}"
