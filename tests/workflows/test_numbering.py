"""Numbering schemes of actions and minutes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import InvalidInput
from workflows.numbering import (
    check_minute_scheme,
    check_scheme,
    looks_like_reference,
    render,
    series,
)

SCHEMES = ["DDMMYY/NN", "PREFIX-NNN", "HWB-NNN", "NN-NNN", "YYYY/NN", "YY/N", "N", "LWST/YY/NN"]


@pytest.mark.parametrize(
    ("scheme", "day", "n", "reference"),
    [
        ("DDMMYY/NN", date(2022, 9, 6), 4, "060922/04"),
        ("PREFIX-NNN", date(2026, 11, 22), 17, "HWB-017"),
        ("Actions-NN", date(2026, 11, 22), 1, "Actions-01"),
        ("NN-NNN", date(2026, 11, 22), 1, "NN-001"),
        ("YYYY/NN", date(2026, 11, 22), 3, "2026/03"),
        ("YYYY/NN", date(2027, 3, 1), 3, "2026/03"),
        ("YY/N", date(2022, 9, 26), 8, "22/8"),
        ("N", date(2022, 9, 26), 412, "412"),
        ("DDMMYYYY.NN", date(2022, 9, 6), 4, "06092022.04"),
        ("DDMMYY/NN", date(2022, 9, 6), 104, "060922/104"),
    ],
)
def test_rendering(scheme: str, day: date, n: int, reference: str) -> None:
    assert render(scheme, day, n, "HWB") == reference
    assert looks_like_reference(reference)


def test_a_prefix_is_made_of_what_the_short_name_offers() -> None:
    assert render("PREFIX-N", date(2026, 1, 1), 1, "Live Well") == "LIVEWELL-1"
    assert render("PREFIX-N", date(2026, 1, 1), 1, "") == "A-1"


def test_years_roll_over_on_the_boards_own_day() -> None:
    before, after = date(2027, 5, 18), date(2027, 5, 19)
    assert render("YYYY/N", before, 1, "", (5, 19)) == "2026/1"
    assert render("YYYY/N", after, 1, "", (5, 19)) == "2027/1"
    assert series("YYYY/N", before, (5, 19)) != series("YYYY/N", after, (5, 19))


def test_which_days_share_a_counter() -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert series("DDMMYY/NN", monday) != series("DDMMYY/NN", tuesday)
    for running in ("HWB-NNN", "PREFIX-NNN", "N", "YYYY/NN"):
        assert series(running, monday) == series(running, tuesday)


@given(
    scheme=st.sampled_from(SCHEMES),
    days=st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=2, max_size=2),
    numbers=st.lists(st.integers(1, 2000), min_size=2, max_size=2),
)
def test_one_counter_and_number_is_one_reference(
    scheme: str, days: list[date], numbers: list[int]
) -> None:
    keys = [(series(scheme, day), n) for day, n in zip(days, numbers, strict=True)]
    printed = [render(scheme, d, n, "HWB") for d, n in zip(days, numbers, strict=True)]
    assert (keys[0] == keys[1]) is (printed[0] == printed[1])
    assert all(looks_like_reference(p) for p in printed)


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        ("ddmmyy/nn", "DDMMYY/NN"),
        (" HWB-nnn ", "HWB-NNN"),
        ("prefix-NNN", "PREFIX-NNN"),
        ("n", "N"),
        ("lwst/yy/nn", "lwst/YY/NN"),
        ("NN-NNN", "NN-NNN"),
    ],
)
def test_schemes_are_tidied(typed: str, scheme: str) -> None:
    assert check_scheme(typed) == scheme
    assert check_scheme(scheme) == scheme


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "last part"),
        ("DDMMYY", "last part"),
        ("NN/DDMMYY", "last part"),
        ("HWB 001", "last part"),
        ("HWB 1-NN", "part “HWB 1”"),
        ("-NN", "part “”"),
        ("YYYY/DDMMYY/NN", "more than one"),
        ("A" * 30 + "-N", "longer"),
    ],
)
def test_other_schemes_are_refused_with_examples(typed: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_scheme(typed)
    assert refusal.value.field == "action_scheme"
    assert why in refusal.value.message
    assert "060922/04" in refusal.value.message


@pytest.mark.parametrize("text", ["060922/04", "HWB-017", "hwb/26/3", "22/8", "412", "#412", " 7 "])
def test_what_looks_like_a_reference(text: str) -> None:
    assert looks_like_reference(text)


@pytest.mark.parametrize(
    "text", ["", "send the budget", "HWB", "by 13 March", "1234567", "HWB-", "12/ab", "a b-1", "٣"]
)
def test_what_does_not(text: str) -> None:
    assert not looks_like_reference(text)


def test_minute_schemes() -> None:
    assert [check_minute_scheme(t) for t in ("n", " YY/N", "Restart")] == ["N", "YY/N", "restart"]
    with pytest.raises(InvalidInput) as refusal:
        check_minute_scheme("roman")
    assert refusal.value.field == "minute_scheme"
    assert "22/8" in refusal.value.message
