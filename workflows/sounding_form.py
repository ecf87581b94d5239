"""What an officer types to seek views, read: a deadline with its hour, the question with its
answers, those whom an interest keeps out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.dates import read_time
from workflows.deadlines import read_date
from workflows.errors import InvalidInput
from workflows.sounding_states import moment_words

#: The hour at which a sounding closes where only a day was given.
CLOSE_OF_DAY = time(17)
#: The answers where none were given.
USUAL = ("Yes", "No", "With changes")
MOST_OPTIONS, MAX_OPTION, MAX_QUESTION = 8, 60, 2000

_HOUR = re.compile(
    r"[,\s]+(?:at\s+)?(?P<time>[0-9]{1,2}(?:[.:][0-9]{2})?\s?(?:am|pm)|[0-9]{1,2}[.:][0-9]{2}"
    r"|noon|midday)\.?$",
    re.I,
)
_OPTIONS = re.compile(r"\s*(?:[/;\n]|\|)\s*")


@dataclass(frozen=True)
class Question:
    """A question and the answers offered."""

    text: str
    options: tuple[str, ...]


def read_deadline(text: str, board: Board, now: datetime, field: str = "deadline") -> datetime:
    """The moment that "12 March 17:00" names in the board's time, five o'clock where no hour is
    given. `InvalidInput` if it cannot be read or has passed."""
    words = " ".join(text.split()).removeprefix("by ").strip()
    if not words:
        raise InvalidInput(
            "Say until when: a day, and an hour if you like, as in 12 March 17:00. Nothing was "
            "saved.",
            field=field,
        )
    found = _HOUR.search(words)
    try:
        at = read_time(found["time"]) if found else CLOSE_OF_DAY
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, field) from None
    day_text = words[: found.start()] if found else words
    today = now.astimezone(board.zone).date()
    day = read_date(day_text, on=today, calendar=board.calendar, field=field)
    deadline = local_moment(day, at, board.zone)
    if deadline <= now:
        raise InvalidInput(
            f"{moment_words(deadline, board.zone)} has passed. Nothing was saved. Give a later "
            "day or hour.",
            field=field,
        )
    return deadline


def read_options(text: str) -> tuple[str, ...]:
    """ "yes / no / with changes", or one a line; the usual ones where nothing is typed."""
    given = [" ".join(o.split()) for o in _OPTIONS.split(text.strip())]
    options = tuple(o[:1].upper() + o[1:] for o in given if o) or USUAL
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise InvalidInput(
            f"That is {len(options)} answer{'' if len(options) == 1 else 's'}; give from 2 to "
            f"{MOST_OPTIONS}, one a line or with / between them. Nothing was saved.",
            field="options",
        )
    folded = [o.casefold() for o in options]
    twice = next((o for o in options if folded.count(o.casefold()) > 1), None)
    if twice:
        raise InvalidInput(f"“{twice}” is there twice. Nothing was saved.", field="options")
    long = next((o for o in options if len(o) > MAX_OPTION), None)
    if long:
        raise InvalidInput(
            f"“{long[:40]}…” is too long for an answer: at most {MAX_OPTION} characters. Nothing "
            "was saved; a longer wording belongs in the question.",
            field="options",
        )
    return options


def read_question(text: str) -> Question:
    """ "Do you support the bid? yes/no/with changes": what follows the last question mark are the
    answers."""
    words = clean_text(text, field="question", most=MAX_QUESTION)
    asked, mark, rest = words.rpartition("?")
    if not mark:
        return Question(words, USUAL)
    return Question(f"{asked.strip()}?", read_options(rest))


def read_interests(text: str) -> dict[str, str]:
    """By name, the reason: "Bea Lindqvist: her employer is the bidder", one a line."""
    found = {}
    for line in (x.strip() for x in text.splitlines()):
        if not line:
            continue
        name, colon, reason = line.partition(":")
        if not colon or not name.strip() or not reason.strip():
            raise InvalidInput(
                f"I could not read “{line[:60]}”. Write one a line, the name, a colon and the "
                "interest, as in: Bea Lindqvist: her employer is the bidder. Nothing was saved.",
                field="interests",
            )
        found[name.strip()] = reason.strip()[:500]
    return found
