"""What the replies to a sounding come to: who has replied, how many said what, whether enough did.

Each place counts once, whoever replied for it; somebody who is left out is not counted, and whoever
has no seat that counts is heard besides. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflows.errors import InvalidInput
from workflows.policy_words import joined
from workflows.profile import Part, Quorum, Reached, reached
from workflows.resolutions import Carried, Votes
from workflows.rule_words import quorum_words
from workflows.soundings import Asked, Sounding, View, awaited, standing
from workflows.votes import Told


@dataclass(frozen=True)
class Given:
    """A reply that counts: whose place, and what was said last for it."""

    asked: Asked
    view: View


@dataclass(frozen=True)
class Tally:
    """`given` are the replies of places that count, `heard` those of the others; `options` how
    many places chose each, in the order of the question; `reached` is the threshold's."""

    asked: int
    given: tuple[Given, ...]
    heard: tuple[Given, ...]
    awaited: tuple[Asked, ...]
    options: tuple[tuple[str, int], ...]
    reached: Reached
    set_threshold: bool

    @property
    def everybody(self) -> bool:
        """Whether nobody is waited for."""
        return not self.awaited


def tally(sounding: Sounding, views: Sequence[View]) -> Tally:
    """The state of the replies; `views` are all of them, earliest first."""
    last = standing(views)
    replied = [Given(a, last[a.place]) for a in sounding.taking_part if a.place in last]
    given = tuple(g for g in replied if g.asked.voting)
    options = tuple((o, sum(g.view.option == o for g in given)) for o in sounding.options)
    return Tally(
        asked=sum(a.voting for a in sounding.taking_part),
        given=given,
        heard=tuple(g for g in replied if not g.asked.voting),
        awaited=awaited(sounding, views),
        options=options,
        reached=reached(sounding.threshold, (g.asked for g in given)),
        set_threshold=sounding.threshold.is_set,
    )


def threshold_words(threshold: Quorum) -> str:
    """ "7, among them 1 councillor and 1 NHS representative"; empty where none was set."""
    return quorum_words(threshold) if threshold.is_set else ""


def reached_words(tally: Tally) -> str:
    """Whether enough have replied, in words; empty where no threshold was set."""
    if not tally.set_threshold:
        return ""
    if tally.reached.enough:
        return "threshold reached"
    return f"threshold not reached, lacking {joined(tally.reached.lacking)}"


def out_of_reach(sounding: Sounding) -> tuple[str, ...]:
    """What the threshold asks for beyond all who are asked, in words: it cannot be reached."""
    everybody = (a for a in sounding.taking_part if a.voting)
    return reached(sounding.threshold, everybody).lacking


def result_words(sounding: Sounding, tally: Tally) -> str:
    """What came of it, in one sentence or two: "8 of 10 replied: Yes 6, No 1, With changes 1;
    threshold reached."."""
    counts = ", ".join(f"{option} {number}" for option, number in tally.options)
    said = f"{len(tally.given)} of {tally.asked} replied: {counts}"
    enough = reached_words(tally)
    said += f"; {enough}." if enough else "."
    if tally.heard:
        besides = ", ".join(f"{g.asked.name} ({g.view.option})" for g in tally.heard)
        said += f" Heard besides: {besides}."
    left_out = [a.name for a in sounding.asked if not a.is_asked]
    if left_out:
        said += f" Left out for an interest: {', '.join(left_out)}."
    return said


_FOR = frozenset({"yes", "agree", "agreed", "for", "in favour", "approve", "support"})
_AGAINST = frozenset({"no", "disagree", "against", "not agreed", "reject", "oppose"})
_ABSTAINED = frozenset({"abstain", "abstained", "abstention", "abstaining"})


def vote(tally: Tally) -> Told:
    """How a written resolution was carried, by the replies that count whose answer is plainly for,
    against or abstaining. Unanimous only if all who are asked are for it. Nothing is stated unless
    those for it are more than all others that did not abstain: the resolution, in the officer's
    words, is then not plainly what was voted for."""
    in_favour, against, abstained = (
        sum(n for option, n in tally.options if option.casefold() in meant)
        for meant in (_FOR, _AGAINST, _ABSTAINED)
    )
    offered = any(option.casefold() in _ABSTAINED for option, _ in tally.options)
    if in_favour <= len(tally.given) - in_favour - abstained:
        return Told()
    every = in_favour == tally.asked
    numbers = Votes(in_favour, against, abstained if offered else None)
    return Told(Carried.UNANIMOUS if every else Carried.VOTE, numbers)


def named_alike(threshold: Quorum, asked: Iterable[Asked]) -> Quorum:
    """The threshold with its parts called as the seats and posts of those asked are: "councillor"
    is a part of the seat "County councillors". `InvalidInput` for what fits none of them or more
    than one, and for more than could ever reply."""
    there = [a for a in asked if a.is_asked and a.voting]
    names = list(dict.fromkeys(n for a in there for n in (a.seat, *a.posts) if n))
    parts = tuple(replace(p, of=_called(p, names)) for p in threshold.parts)
    settled = replace(threshold, parts=parts)
    lacking = reached(settled, there).lacking
    if lacking:
        raise InvalidInput(
            f"That threshold could not be reached by those who are asked ({len(there)}): "
            f"{joined(lacking)} would be lacking. Nothing was saved.",
            field="threshold",
        )
    return settled


def _called(part: Part, names: Sequence[str]) -> str:
    wanted = part.of.casefold()
    for found in (
        [n for n in names if n.casefold() == wanted],
        [n for n in names if _words(wanted) == _words(n)],
        [n for n in names if _words(wanted) <= _words(n)],
    ):
        if len(found) == 1:
            return found[0]
    known = ", ".join(f"“{n}”" for n in names) or "none is on record (see /board people)"
    raise InvalidInput(
        f"“{part.of}” names no single seat or post of those who are asked. Nothing was saved. "
        f"Their seats and posts: {known}.",
        field="threshold",
    )


_FILLING = frozenset({"a", "an", "the", "of", "and", "member", "representative"})


def _words(name: str) -> frozenset[str]:
    """The words of a seat or post that tell it from others, without the ending of a plural."""
    words = (w.strip(",.()") for w in name.casefold().replace("-", " ").split())
    return frozenset(
        w.removesuffix("s") for w in words if w and w.removesuffix("s") not in _FILLING
    )
