"""The notice clock in words, for the command line and for chat alike."""

from __future__ import annotations

from workflows.board_reminders import nation_words
from workflows.dates import day_words
from workflows.notice import Deadline, Notice, Profile, Published, Reckoned
from workflows.notice_rules import BODY_WORDS, COUNTING

NOT_ADVICE = "Not legal advice: the body’s own constitution or standing orders win."


def days_words(count: int) -> str:
    """ "1 clear day", "5 clear days"."""
    return f"{count} clear day" if count == 1 else f"{count} clear days"


def rule_words(profile: Profile) -> str:
    """ "5 clear days: England, principal council"; says so where the number is the board's own."""
    whose = f"{nation_words(profile.nation)}, {BODY_WORDS[profile.body]}"
    said = f"{days_words(profile.clear_days)}: {whose}"
    if profile.own_days is None:
        return said
    return f"{said}; the board’s own number, the law’s is {profile.law.clear_days}"


def law_lines(profile: Profile) -> list[str]:
    """What the reckoning rests on, a sentence for each source."""
    return [f"{days_words(profile.law.clear_days)}: {profile.law.source}.", COUNTING]


def row(reckoned: Reckoned) -> str:
    """ "Thu  2 Apr 2026  clear day 1", or why the day is left out; the days of several rows stand
    below one another in letters of one width."""
    weekday, rest = day_words(reckoned.day).split(" ", 1)
    why = f"clear day {reckoned.number}" if reckoned.number else reckoned.why
    return f"{weekday} {rest:>11}  {why}"


def deadline_words(deadline: Deadline) -> str:
    """ "Mon 13 Apr 2026: questions … ; 09:00, 1 working day before … (the board’s own rule)"."""
    when = day_words(deadline.day)
    if deadline.latest and deadline.latest != deadline.day:
        when += f" (at the very latest {day_words(deadline.latest)}, no working day)"
    return f"{when}: {deadline.what}; {deadline.rule} ({deadline.source})"


def published_words(notice: Notice, published: Published) -> str:
    """Whether an agenda that is out is in time, and by how much it is late."""
    out = f"The agenda is out since {day_words(published.day)}"
    left = "none" if published.given == 0 else str(published.given)
    if not published.late:
        return f"{out}, in time: {days_words(published.given)} before the meeting."
    if published.day >= notice.meeting_day:
        return f"{out}, late: no clear day was left before the meeting."
    needed = days_words(notice.clear_days)
    return f"{out}, late: {left} of {needed} left, {published.short_by} too few."
