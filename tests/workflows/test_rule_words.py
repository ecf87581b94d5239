"""A board's rules read from words and written again: whatever is written reads as the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import InvalidInput
from workflows.profile import DEFAULT, Part, Quorum, Rules, Seat
from workflows.rule_presets import PRESETS, preset_of, with_preset
from workflows.rule_sentences import LABELS, lines, shown_versions, since_words, typed, values
from workflows.rule_words import (
    MAX_NAME,
    clean_name,
    quorum_words,
    read_call_in,
    read_functions,
    read_quorum,
    read_seats,
    read_yes_no,
    seats_words,
    typed_call_in,
    typed_functions,
    typed_quorum,
    typed_seats,
    typed_yes_no,
)

COMPOSITE = Quorum(
    7,
    (Part(1, "councillor"), Part(1, "NHS representative"), Part(1, "Director of Public Health")),
)

#: Words that mean something in the grammar, among any others.
TRICKY = ["and", "the", "2", "of", "among", "them", "including", "at least", "(by law)", "A", ","]
names = (
    st.lists(st.one_of(st.sampled_from(TRICKY), st.text(max_size=12)), min_size=1, max_size=5)
    .map(" ".join)
    .map(clean_name)
    .filter(bool)
)
parts = st.builds(Part, st.integers(1, 200), names)
quorums = st.builds(Quorum, st.integers(0, 200), st.lists(parts, max_size=5).map(tuple)).filter(
    lambda q: q.is_set or not q.parts
)
seats = st.lists(
    st.builds(Seat, names, st.integers(0, 200), st.booleans()),
    max_size=5,
    unique_by=lambda s: s.name.casefold(),
).map(tuple)


@given(quorums)
def test_a_quorum_reads_as_it_is_written(quorum: Quorum) -> None:
    assert read_quorum(typed_quorum(quorum)) == quorum


@given(seats)
def test_constituencies_read_as_they_are_written(told: tuple[Seat, ...]) -> None:
    assert read_seats(typed_seats(told)) == told


functions = st.lists(
    st.text(max_size=40)
    .map(lambda t: " ".join(t.replace(";", "").split()))
    .filter(lambda t: t and t.lower() not in ("none", "-", "not set", "no")),
    max_size=5,
    unique=True,
).map(tuple)


@given(functions, st.one_of(st.none(), st.integers(1, 60)), st.booleans())
def test_the_rest_reads_as_it_is_written(
    told: tuple[str, ...], days: int | None, flag: bool
) -> None:
    assert read_functions(typed_functions(told), "officer_functions") == told
    assert read_call_in(typed_call_in(days)) == days
    assert read_yes_no(typed_yes_no(flag), "executive") is flag


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for read, field in ((read_quorum, "quorum"), (read_seats, "seats")):
        refused = _refusal(read, text)
        assert refused is None or (refused.field == field and refused.message)


def _refusal(read: Callable[[str], object], text: str) -> InvalidInput | None:
    try:
        read(text)
    except InvalidInput as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("text", "means"),
    [
        (
            "7, among them 1 councillor, 1 NHS representative and the Director of Public Health",
            COMPOSITE,
        ),
        ("seven, among whom one councillor", Quorum(7, (Part(1, "councillor"),))),
        ("3 members", Quorum(3)),
        ("at least 3 voting members present", Quorum(3)),
        ("one councillor", Quorum(0, (Part(1, "councillor"),))),
        ("5, including two of the district members", Quorum(5, (Part(2, "district members"),))),
        (
            "4, including 1 member for health and care and a Healthwatch member",
            Quorum(4, (Part(1, "member for health and care"), Part(1, "Healthwatch member"))),
        ),
        ("", Quorum()),
        ("none", Quorum()),
    ],
)
def test_quorums_as_officers_write_them(text: str, means: Quorum) -> None:
    assert read_quorum(text) == means


@pytest.mark.parametrize("text", ["a third", "many", "7 among them", "999", "2,5", "7, among us"])
def test_what_is_no_quorum_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_quorum(text)
    assert refused.value.field == "quorum"


def test_constituencies_in_words() -> None:
    told = "6 county councillors, 6 NHS representatives, 1 Healthwatch (by law)"
    read = read_seats(told)
    assert [(s.name, s.votes, s.statutory) for s in read] == [
        ("county councillors", 6, False),
        ("NHS representatives", 6, False),
        ("Healthwatch", 1, True),
    ]
    assert seats_words(read).endswith("1 Healthwatch (by law): 13 votes")
    assert "each voting member has one vote" in seats_words(())
    with pytest.raises(InvalidInput, match="there twice"):
        read_seats("3 councillors, 2 Councillors")
    with pytest.raises(InvalidInput, match="votes before each"):
        read_seats("councillors")


def test_names_are_cut_and_kept_in_one_line() -> None:
    assert clean_name(' "Two\n lines" ') == "Two lines"
    assert len(clean_name("x" * 500)) == MAX_NAME


def test_every_rule_is_said_with_its_source() -> None:
    rules = Rules(
        since=date(2027, 5, 1),
        quorum=COMPOSITE,
        seats=read_seats("6 A, 1 B"),
        approval_by="Council",
    )
    said = {line.label: line for line in lines(rules, "england")}
    assert said["Quorum"].words == quorum_words(COMPOSITE)
    assert "Director of Public Health" in said["Quorum"].words
    assert "Hertfordshire" in said["From afar"].source
    assert "para. 39(2)" in said["Casting vote"].source
    assert "Council" in said["Approval elsewhere"].words
    assert all(line.words and line.source for line in said.values())
    welsh = {line.label: line for line in lines(replace(rules, remote_counts=True), "wales")}
    assert "2021 s.47" in welsh["From afar"].source


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_preset_leaves_alone_what_is_local_and_is_known_again(name: str) -> None:
    mine = Rules(since=date(2027, 5, 1), quorum=COMPOSITE, approval_by="Council", minuted="12")
    usual = with_preset(mine, name, "england")
    assert (usual.quorum, usual.approval_by, usual.since) == (COMPOSITE, "Council", mine.since)
    found = preset_of(usual, "england")
    assert found is not None
    assert with_preset(mine, found, "england") == usual
    assert PRESETS[name].why.endswith(".")


def test_only_a_body_that_is_no_councils_committee_decides_by_reply() -> None:
    assert [n for n, p in PRESETS.items() if p.rules.written_resolution] == ["partnership"]
    assert with_preset(DEFAULT, "committee", "wales").remote_counts
    assert not with_preset(DEFAULT, "hwb", "england").remote_counts


def test_all_versions_are_shown_with_when_they_hold() -> None:
    days = (date(2026, 5, 1), date(2027, 5, 1), date(2028, 5, 1))
    profile = tuple(Rules(since=day) for day in days)
    shown = shown_versions(profile, date(2027, 6, 1))
    assert [state for _, state in shown] == ["to come", "in force", "until Fri 30 Apr 2027"]
    assert since_words(profile[0]) == "since Fri 1 May 2026"
    assert "nothing set" in since_words(DEFAULT)


def test_every_field_can_be_typed_and_has_a_label() -> None:
    fields = set(Rules.__dataclass_fields__) - {"since"}
    assert set(typed(DEFAULT)) == fields == set(LABELS)
    assert set(values(DEFAULT)) == set(LABELS.values())
