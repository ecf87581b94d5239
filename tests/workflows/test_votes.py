"""How a resolution was carried: read, said again, checked against the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import InvalidInput
from workflows.profile import DEFAULT, Rules
from workflows.resolutions import Carried, Choice, RecordedVote, Resolution, Votes
from workflows.votes import (
    Standing,
    Told,
    carried_words,
    from_minutes,
    read_carried,
    read_ending,
    read_recorded,
    refuse_contradiction,
    typed_carried,
    typed_recorded,
    warnings,
    with_recorded,
)

PLAIN = Resolution("r", "b", None, "1", "", (), "asha", datetime(2027, 1, 11, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "carried", "numbers"),
    [
        ("7-2-1", Carried.VOTE, (7, 2, 1)),
        ("carried 7 to 2", Carried.VOTE, (7, 2, None)),
        ("7 for, 2 against, 1 abstained", Carried.VOTE, (7, 2, 1)),
        ("7 votes in favour and 2 abstentions", Carried.VOTE, (7, None, 2)),
        ("unanimously", Carried.UNANIMOUS, None),
        ("9 for, unanimous", Carried.UNANIMOUS, (9, None, None)),
        ("nem con", Carried.UNANIMOUS, None),
        ("by consensus", Carried.CONSENSUS, None),
        ("6-6, casting vote for", Carried.CASTING_VOTE, (6, 6, None)),
        ("6 all, casting vote against", Carried.CASTING_VOTE, (6, 6, None)),
        ("", Carried.NOT_STATED, None),
    ],
)
def test_how_it_was_carried_is_read(
    text: str, carried: Carried, numbers: tuple[int | None, ...] | None
) -> None:
    told = read_carried(text)
    assert told.carried is carried
    found = (told.votes.in_favour, told.votes.against, told.votes.abstained) if told.votes else None
    assert found == numbers


def test_what_is_no_vote_is_refused() -> None:
    with pytest.raises(InvalidInput, match="7-2-1") as refused:
        read_carried("with a smile")
    assert refused.value.field == "carried"


counts = st.none() | st.integers(0, 200)


@given(st.sampled_from([Carried.VOTE, Carried.UNANIMOUS, Carried.CASTING_VOTE]), counts, counts,
       counts, st.sampled_from(["for", "against"]))  # fmt: skip
def test_what_is_typed_again_reads_the_same(
    carried: Carried, a: int | None, b: int | None, c: int | None, way: str
) -> None:
    if carried is Carried.VOTE and a is None and b is None:
        a = 1
    casting = way if carried is Carried.CASTING_VOTE else ""
    votes = Votes(a, b, c, casting=casting)
    if a is None and b is None:
        votes = replace(votes, abstained=None)
    resolution = replace(PLAIN, carried=carried, votes=votes)
    told = read_carried(typed_carried(resolution))
    assert told.carried is carried
    assert (told.votes or Votes()) == votes


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_never_loses_words(text: str) -> None:
    end = read_ending(text)
    assert end.text in text.strip()
    assert len(end.text) <= len(text)


@pytest.mark.parametrize(
    ("typed", "rest", "carried", "mover", "seconder"),
    [
        (
            "the Board agrees the plan; moved by A Peake, seconded by T Hallam, carried 7-2-1",
            *("the Board agrees the plan", "carried 7-2-1", "A Peake", "T Hallam"),
        ),
        ("agrees it. Proposed by Cllr X and seconded by Mr Y", "agrees it", "", "Cllr X", "Mr Y"),
        ("the Board agrees it carried 7-2", "the Board agrees it", "carried 7-2", "", ""),
        ("agreed the plan unanimously", "agreed the plan unanimously", "unanimously", "", ""),
        ("agrees that costs be carried over", "agrees that costs be carried over", "", "", ""),
        ("agrees it (6 for, 6 against, on the casting vote)", "agrees it",
         "6 for, 6 against, on the casting vote", "", ""),
    ],
)  # fmt: skip
def test_the_end_of_a_typed_resolution(
    typed: str, rest: str, carried: str, mover: str, seconder: str
) -> None:
    end = read_ending(typed)
    assert (end.text, end.carried, end.mover, end.seconder) == (rest, carried, mover, seconder)


def test_recorded_votes_by_name() -> None:
    read = read_recorded("for: A Peake, T Hallam; against: F Adeleke\nabstained: B Lindqvist")
    told = with_recorded(Told(), read)
    assert told.carried is Carried.VOTE
    assert told.votes is not None
    assert (told.votes.in_favour, told.votes.against, told.votes.abstained) == (2, 1, 1)
    assert read_recorded(typed_recorded(told.votes)) == told.votes.recorded
    with pytest.raises(InvalidInput, match="there twice"):
        read_recorded("for: A Peake; against: a peake")
    with pytest.raises(InvalidInput, match="behind what they voted"):
        read_recorded("A Peake for it")


def test_a_casting_vote_is_given_on_a_tie_only_and_where_the_rules_give_one() -> None:
    tie = read_carried("6-6, casting vote for")
    refuse_contradiction(tie, DEFAULT)
    refuse_contradiction(read_carried("casting vote for"), DEFAULT)
    with pytest.raises(InvalidInput, match="on a tie only"):
        refuse_contradiction(read_carried("7-2, casting vote for"), DEFAULT)
    none = Rules(since=date(2027, 1, 1), casting_vote=False)
    with pytest.raises(InvalidInput, match="no casting vote"):
        refuse_contradiction(tie, none)


HALL = Standing(5, present=4, voters=("Tom Hallam",), barred=("Femi Adeleke",))


@pytest.mark.parametrize(
    ("resolution", "says"),
    [
        (replace(PLAIN, carried=Carried.VOTE, votes=Votes(6, 1)), "7 votes are told"),
        (replace(PLAIN, carried=Carried.VOTE, votes=Votes(4, 1)), "4 who may vote were there"),
        (replace(PLAIN, carried=Carried.VOTE, votes=Votes(1, 3)), "it was lost"),
        (replace(PLAIN, carried=Carried.VOTE, votes=Votes(2, 2)), "A tie without a casting vote"),
        (replace(PLAIN, carried=Carried.UNANIMOUS, votes=Votes(2, 1)), "with 1 against"),
        (replace(PLAIN, mover="Femi Adeleke"), "declared an interest"),
        (
            replace(
                PLAIN,
                carried=Carried.VOTE,
                votes=Votes(2, 0, 0, (RecordedVote("Nobody Known", Choice.FOR),)),
            ),
            "not on record as a voting member",
        ),
    ],
)
def test_what_does_not_fit_is_warned_about(resolution: Resolution, says: str) -> None:
    assert any(says in w for w in warnings(resolution, HALL))


def test_what_fits_is_not() -> None:
    fine = replace(PLAIN, carried=Carried.VOTE, votes=Votes(3, 1), mover="Tom Hallam")
    assert warnings(fine, HALL) == ()
    assert warnings(PLAIN, HALL) == ()
    assert "no quorum" in warnings(PLAIN, replace(HALL, quorate=False))[0]


def test_words_of_how_it_was_carried() -> None:
    vote = replace(PLAIN, carried=Carried.VOTE, votes=Votes(7, 2, 1))
    assert carried_words(vote) == "carried 7 for, 2 against, 1 abstained"
    assert carried_words(replace(vote, votes=Votes(2, 7))) == "voted 2 for, 7 against"
    assert carried_words(replace(PLAIN, carried=Carried.CONSENSUS)) == "by consensus"
    lost = Votes(6, 6, casting="against")
    assert "lost by" in carried_words(replace(PLAIN, carried=Carried.CASTING_VOTE, votes=lost))
    assert carried_words(PLAIN) == ""


def test_what_minutes_print_is_taken_over() -> None:
    assert from_minutes("unanimous", None, None, None) == Told(Carried.UNANIMOUS)
    assert from_minutes(None, 7, 3, None) == Told(Carried.VOTE, Votes(7, 3))
    assert from_minutes(None, None, None, None) == Told()
