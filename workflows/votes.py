"""How a resolution was carried: read from words, said in words, and checked for sense.

"7-2-1" is for, against, abstained. Numbers that do not fit the board are warned about and kept:
the record says what the meeting did. Only what contradicts itself is refused: a casting vote
without a tie, or where the rules give none (Local Government Act 1972 Sch. 12 para. 39(2)).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflows.errors import InvalidInput
from workflows.profile import Rules
from workflows.resolutions import Carried, Choice, RecordedVote, Resolution, Votes

#: No board has more members.
MOST = 500

_THREE = re.compile(
    r"(?<!\d)(\d{1,3})\s*(?:[-–:]|to)\s*(\d{1,3})(?:\s*(?:[-–:,]|with)\s*(\d{1,3}))?"
)
_FOR = re.compile(r"(\d{1,3})\s*(?:votes?\s+)?(?:in favour|for)\b", re.I)
_AGAINST = re.compile(r"(\d{1,3})\s*(?:votes?\s+)?against\b", re.I)
_ABSTAINED = re.compile(r"(\d{1,3})\s*(?:abstained|abstentions?|abstaining)\b", re.I)
_ALL = re.compile(r"(?<!\d)(\d{1,3})\s*(?:votes?\s+)?all\b", re.I)
_UNANIMOUS = re.compile(r"\bunanimous(?:ly)?\b|\bnem\.? ?con\b", re.I)
_CONSENSUS = re.compile(r"\bconsensus\b", re.I)
_CASTING = re.compile(r"\bcasting vote\b(?:\s+(?:was\s+)?(?P<way>for|in favour|against))?", re.I)


@dataclass(frozen=True)
class Told:
    """How it was carried, as told; `votes` None where no number was."""

    carried: Carried = Carried.NOT_STATED
    votes: Votes | None = None


def read_carried(text: str, field: str = "carried") -> Told:
    """ "7-2-1", "7 for, 2 against", "unanimously", "by consensus", "6-6, casting vote for"; nothing
    is nothing. `InvalidInput` says how to write it."""
    told = " ".join(text.split())
    if not told:
        return Told()
    votes = _numbers(told)
    casting = _CASTING.search(told)
    if casting:
        way = "against" if (casting["way"] or "").lower() == "against" else "for"
        return Told(Carried.CASTING_VOTE, replace(votes or Votes(), casting=way))
    if _UNANIMOUS.search(told):
        return Told(Carried.UNANIMOUS, votes)
    if _CONSENSUS.search(told):
        return Told(Carried.CONSENSUS, votes)
    if votes is None:
        raise InvalidInput(
            f"I could not read “{told[:60]}”. Write for-against-abstained as 7-2-1, or “7 for, 2 "
            "against”, “unanimously”, “by consensus”, or “6-6, casting vote for”.",
            field,
        )
    return Told(Carried.VOTE, votes)


def _numbers(text: str) -> Votes | None:
    named = [found[1] if (found := p.search(text)) else None for p in (_FOR, _AGAINST, _ABSTAINED)]
    if named[0] is None and named[1] is None:
        three, every = _THREE.search(text), _ALL.search(text)
        if three:
            named = [three[1], three[2], three[3] or named[2]]
        elif every:
            named = [every[1], every[1], named[2]]
    numbers = [None if n is None else int(n) for n in named]
    if all(n is None for n in numbers):
        return None
    return Votes(numbers[0], numbers[1], numbers[2])


def read_recorded(text: str, field: str = "recorded_votes") -> tuple[RecordedVote, ...]:
    """ "for: A Peake, T Hallam; against: F Adeleke; abstained: …": each name once."""
    found: list[RecordedVote] = []
    for part in re.split(r"[;\n]+", text):
        if not part.strip():
            continue
        head, colon, names = part.partition(":")
        choice = _CHOICES.get(head.strip().lower())
        if not colon or choice is None:
            raise InvalidInput(
                "Write the names behind what they voted, for example: for: A Peake, T Hallam; "
                "against: F Adeleke; abstained: B Lindqvist",
                field,
            )
        given = (" ".join(n.split()) for n in names.split(","))
        found += [RecordedVote(n[:200], choice) for n in given if n]
    keys = [v.name.casefold() for v in found]
    twice = next((v.name for v in found if keys.count(v.name.casefold()) > 1), None)
    if twice:
        raise InvalidInput(f"{twice} is there twice. A member has one vote.", field)
    return tuple(found)


_CHOICES = {
    "for": Choice.FOR,
    "in favour": Choice.FOR,
    "against": Choice.AGAINST,
    "abstained": Choice.ABSTAINED,
    "abstaining": Choice.ABSTAINED,
    "abstentions": Choice.ABSTAINED,
}


def typed_recorded(votes: Votes | None) -> str:
    """As `read_recorded` reads it."""
    recorded = votes.recorded if votes else ()
    lines = ((c, [v.name for v in recorded if v.choice is c]) for c in Choice)
    return "\n".join(f"{choice.value}: {', '.join(names)}" for choice, names in lines if names)


def with_recorded(told: Told, recorded: Sequence[RecordedVote]) -> Told:
    """With the recorded votes; they are counted where no numbers were told."""
    if not recorded:
        return told
    votes = told.votes or Votes()
    if votes.in_favour is None and votes.against is None:
        counted = {c: sum(v.choice is c for v in recorded) for c in Choice}
        votes = replace(
            votes,
            in_favour=counted[Choice.FOR],
            against=counted[Choice.AGAINST],
            abstained=counted[Choice.ABSTAINED],
        )
    carried = told.carried if told.carried is not Carried.NOT_STATED else Carried.VOTE
    return Told(carried, replace(votes, recorded=tuple(recorded)))


def from_minutes(
    outcome: str | None, in_favour: int | None, against: int | None, abstained: int | None
) -> Told:
    """What the reader of minutes found ("unanimous", "consensus", numbers), as it is recorded."""
    numbers = (in_favour, against, abstained)
    counted = any(n is not None for n in numbers)
    votes = Votes(in_favour, against, abstained) if counted else None
    if outcome == "unanimous":
        return Told(Carried.UNANIMOUS, votes)
    if outcome == "consensus":
        return Told(Carried.CONSENSUS, votes)
    return Told(Carried.VOTE if votes else Carried.NOT_STATED, votes)


# --- the end of a typed resolution ----------------------------------------------------------------

_NAME = r"(?:(?!\s(?:moved|proposed|seconded|carried)\b)[^;,\n()]){2,120}?"
_PHRASE = (
    rf"(?:(?:moved|proposed) by (?P<mover>{_NAME})(?:\s+and)?"
    rf"|second(?:ed|er) by (?P<seconder>{_NAME})"
    r"|(?P<carried>(?:carried\b[^;\n]{0,80}?|by consensus|(?:carried )?unanimously|nem\.? ?con\.?"
    r"|\d{1,3} (?:for|in favour)[^;\n]{0,60}?)))"
)
#: One phrase at the very end, behind a mark or behind "carried" itself.
_END = re.compile(
    rf"(?:\s*[;,.–—(\n]\s*(?:and\s+)?|\s+and\s+|\s+(?=carried\s+\d)){_PHRASE}[).\s]*$", re.I
)


@dataclass(frozen=True)
class Ending:
    """A typed resolution without what was said at its end of how it came about."""

    text: str
    carried: str = ""
    mover: str = ""
    seconder: str = ""


def read_ending(text: str) -> Ending:
    """ "the Board agrees the plan; moved by A Peake, carried 7-2-1" taken apart. A word that
    belongs to the sentence ("agreed the plan unanimously") is read and left in it."""
    found = {"carried": "", "mover": "", "seconder": ""}
    rest = text.strip()
    while (end := _END.search(rest)) is not None:
        name = next(n for n in found if end[n] is not None)
        if found[name]:
            break
        found[name] = end[name].strip(" .")
        rest = rest[: end.start()].rstrip()
    if not found["carried"] and re.search(r"\bunanimously[.)]?$", rest, re.I):
        found["carried"] = "unanimously"
    return Ending(rest, **found)


# --- words ----------------------------------------------------------------------------------------


def carried_words(resolution: Resolution) -> str:
    """ "carried 7 for, 2 against, 1 abstained"; empty where it is not stated."""
    votes = resolution.votes
    numbers = _number_words(votes)
    told = {
        Carried.CONSENSUS: "by consensus",
        Carried.UNANIMOUS: "carried unanimously",
        Carried.VOTE: "carried",
        Carried.CASTING_VOTE: "carried by the chair’s casting vote",
        Carried.NOT_STATED: "",
    }[resolution.carried]
    if resolution.carried is Carried.VOTE:
        lost = votes and (votes.in_favour or 0) <= (votes.against or 0)
        told = "voted" if lost else told
        return f"{told} {numbers}".strip()
    if resolution.carried is Carried.CASTING_VOTE and votes and votes.casting == "against":
        told = "lost by the chair’s casting vote"
    return ", ".join(p for p in (told, numbers) if p)


def _number_words(votes: Votes | None) -> str:
    if votes is None:
        return ""
    counted = ((votes.in_favour, "for"), (votes.against, "against"), (votes.abstained, "abstained"))
    return ", ".join(f"{n} {what}" for n, what in counted if n is not None)


def typed_carried(resolution: Resolution) -> str:
    """As `read_carried` reads it."""
    votes = resolution.votes
    numbers = _number_words(votes)
    told = {
        Carried.CONSENSUS: "by consensus",
        Carried.UNANIMOUS: "unanimously",
        Carried.CASTING_VOTE: f"casting vote {votes.casting if votes else 'for'}",
    }.get(resolution.carried, "")
    return ", ".join(p for p in (numbers, told) if p)


def recorded_words(votes: Votes | None) -> str:
    """The recorded vote in a line: "for: A Peake, T Hallam; against: F Adeleke"."""
    return "; ".join(typed_recorded(votes).splitlines())


# --- checks ---------------------------------------------------------------------------------------


def refuse_contradiction(told: Told, rules: Rules, field: str = "carried") -> None:
    """`InvalidInput` for a casting vote where there was no tie, or the rules give none."""
    if told.carried is not Carried.CASTING_VOTE:
        return
    votes = told.votes or Votes()
    if votes.in_favour is not None and votes.in_favour != votes.against:
        raise InvalidInput(
            f"A casting vote is given on a tie only, and {votes.in_favour} for and "
            f"{votes.against or 0} against is none. Nothing was recorded: leave the casting vote "
            "out, or correct the numbers.",
            field,
        )
    if not rules.casting_vote:
        raise InvalidInput(
            "The board’s rules give the chair no casting vote on that day. Nothing was recorded: "
            "record the votes alone, or correct the rules with `/board rules`.",
            field,
        )


@dataclass(frozen=True)
class Standing:
    """Who could vote: the board's votes in all, how many voting members were there (None where
    attendance was not taken), the names of the voting members, and of those barred."""

    strength: int
    present: int | None = None
    voters: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    quorate: bool = True


def warnings(resolution: Resolution, standing: Standing) -> tuple[str, ...]:
    """What does not fit, in words; nothing of it is refused."""
    votes = resolution.votes
    found = [*_people_warnings(resolution, standing)]
    if not standing.quorate:
        found.append("The attendance on record makes no quorum for this item.")
    if votes is None:
        return tuple(found)
    cast = sum(n or 0 for n in (votes.in_favour, votes.against, votes.abstained))
    if standing.strength and cast > standing.strength:
        found.append(f"{cast} votes are told, but the board has {standing.strength}.")
    elif standing.present is not None and cast > standing.present:
        found.append(f"{cast} votes are told, but {standing.present} who may vote were there.")
    against, in_favour = votes.against or 0, votes.in_favour or 0
    if resolution.carried is Carried.UNANIMOUS and against:
        found.append(f"Told as unanimous, with {against} against.")
    if resolution.carried is Carried.VOTE and votes.in_favour is not None:
        if against > in_favour:
            found.append("More voted against than for: it was lost, not carried.")
        elif against == in_favour:
            found.append("A tie without a casting vote: it was not carried.")
    counted = [sum(v.choice is c for v in votes.recorded) for c in Choice]
    told = [votes.in_favour or 0, against, votes.abstained or 0]
    if votes.recorded and counted != told and sum(counted) >= sum(told):
        found.append("The recorded votes do not add up to the numbers told.")
    return tuple(found)


def _people_warnings(resolution: Resolution, standing: Standing) -> Iterable[str]:
    barred = {n.casefold() for n in standing.barred}
    voters = {n.casefold() for n in standing.voters}
    took = [("moved it", resolution.mover), ("seconded it", resolution.seconder)]
    took += [("is recorded as voting", v.name) for v in (resolution.votes or Votes()).recorded]
    for deed, name in took:
        plain = name.casefold()
        if not plain:
            continue
        if plain in barred:
            yield f"{name} {deed}, but declared an interest that bars from taking part."
        elif voters and plain not in voters and deed.startswith("is"):
            yield f"{name} {deed}, but is not on record as a voting member."
