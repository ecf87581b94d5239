"""What people type after /meeting schedule and /meeting move, taken apart:
`14 March 10:00-12:00 at Council Chamber https://…`.

Only the form is read here; what days and times mean is the core's business.
"""

from __future__ import annotations

import re

from bot.slack.parsing import unescape
from workflows.deadlines import read_time_range
from workflows.errors import DomainError
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import MeetingKind

_LINK = re.compile(r"<?(https?://[^\s|>]+)(?:\|[^>]*)?>?")
_KINDS = "ordinary|extraordinary|additional|private"
_KIND = re.compile(rf"(?:^|\s)\(?({_KINDS})(?: meeting)?\)?(?=\s|$|,)", re.I)
_PART_CLOSED = re.compile(
    r"(?:^|[,\s])\(?((?:not )?part(?:ly)?[- ](?:closed|private|exempt))(?: meeting)?\)?(?=\s|$|,)",
    re.I,
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?|\d{4}|noon|midday"
#: A span at the end of the head, or a single time that looks like one.
_SPAN = re.compile(
    rf"(?:^|\s)(?:from\s+)?((?:{_CLOCK})\s?(?:-|–|—|\bto\b|\buntil\b)\s?(?:{_CLOCK}))$", re.I
)
_SINGLE = re.compile(
    r"(?:^|\s)(?:at\s+)?(\d{1,2}:\d{2}\s?(?:[ap]\.?m\.?)?|\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\.?|noon|"
    r"(?<=\s)\d{1,2}\.\d{2})$",
    re.I,
)
#: "at" with a place after it; "at 10:00" is a time, "at 14 High Street" is not.
_PLACE = re.compile(
    r"(?:^|\s)(?:at|venue:?)\s+"
    r"(?!\d{1,2}(?:[:.]\d{2}|\s?[ap]\.?m\b|\s*(?:$|-|–|to\b))|\d{4}\s*(?:-|–)|noon\b|midday\b)(.+)$",
    re.I,
)
_LOOKS_LIKE_TIME = re.compile(r"\d{1,2}(?:[:.]\d{2}|\s?[ap]\.?m\b)", re.I)
_BECAUSE = re.compile(r"(?:^|[\s,;])because\s+(?:of\s+)?(.+)$", re.I)


def read_plan(typed: str) -> tuple[MeetingPlan, str]:
    """The plan, None for what is not said, and the reason after "because".

    In any order after the day: times, "at" a venue, a link, and the word extraordinary, additional,
    private or part-closed.
    """
    text = " ".join(unescape(typed).split())
    text, link = _take(_LINK, text)
    text, reason = _take(_BECAUSE, text)
    text, part = _take(_PART_CLOSED, text)
    text, venue = _take(_PLACE, text)
    text, kind = _take(_KIND, text)
    if venue and not kind:
        # "at the Town Hall, private": said last, after the venue.
        last = re.search(rf"[,\s]+\(?({_KINDS})(?: meeting)?\)?$", venue, re.I)
        if last:
            venue, kind = venue[: last.start()], last.group(1)
    day, start, end = _day_and_times(text)
    plan = MeetingPlan(
        day=day or None,
        start=start,
        end=end,
        venue=venue.strip(" ,.") if venue else None,
        link=link,
        kind=MeetingKind(kind.lower()) if kind else None,
        part_closed=not part.lower().startswith("not") if part else None,
    )
    return plan, reason or ""


def split_move(typed: str) -> tuple[str, str]:
    """`[DATE] to NEW…`: the old day ("" if none is said), and the new plan. A "to" between two
    times parts nothing, nor does one in the reason."""
    reason = _BECAUSE.search(typed)
    said = typed[: reason.start()] if reason else typed
    for found in re.finditer(r"(?:^|\s)to\s+", said, re.I):
        before, after = typed[: found.start()].strip(), typed[found.end() :].strip()
        if not (_SINGLE.search(before) and _LOOKS_LIKE_TIME.match(after)):
            return before, after
    return "", typed.strip()


def _take(form: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """The text without what the form finds, and what it found."""
    found = form.search(text)
    if found is None:
        return text, None
    left = f"{text[: found.start()]} {text[found.end() :]}"
    return " ".join(left.split()), found.group(1)


def _day_and_times(text: str) -> tuple[str, str | None, str | None]:
    text = text.strip(" ,;")
    if span := _SPAN.search(text):
        alone = not text[: span.start()].strip() and not _LOOKS_LIKE_TIME.match(span.group(1))
        try:
            start, end = read_time_range(span.group(1))
        except DomainError:
            alone = True  # perhaps the end of a date: "14 March 2027 - 10:00"
        if not alone:
            return text[: span.start()].strip(" ,-–"), f"{start:%H:%M}", f"{end:%H:%M}"
    if single := _SINGLE.search(text):
        return text[: single.start()].strip(" ,-–"), single.group(1), None
    return text, None, None
