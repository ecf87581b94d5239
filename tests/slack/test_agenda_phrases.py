"""What is typed after /meeting agenda, taken apart."""

from __future__ import annotations

import pytest

from bot.slack.agenda_phrases import (
    numbers_in,
    read_change,
    read_item,
    read_urgent,
    split_before,
    split_reason,
    split_to,
)
from workflows.agenda_keeping import ItemForm
from workflows.agendas import Comes, Purpose
from workflows.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        (
            "7 Budget, Director of Finance, 20 min, for decision, paper, pages 7 – 20",
            ItemForm("Budget, Director of Finance", "7", slot="20 min", pages="7-20",
                     purpose=Purpose.DECISION, comes=Comes.PAPER, loose=True),
        ),
        ("2027 budget", ItemForm("2027 budget", loose=True)),
        ("7a Annex", ItemForm("Annex", "7a", loose=True)),
        ("Health, housing and care", ItemForm("Health, housing and care", loose=True)),
        (
            "Update, 10.15-10.35, for noting, verbal",
            ItemForm("Update", slot="10:15-10:35", purpose=Purpose.INFORMATION,
                     comes=Comes.VERBAL, loose=True),
        ),
        (
            "Lease, exempt paragraph 3: prices of a contract",
            ItemForm("Lease", exempt="paragraph 3: prices of a contract", loose=True),
        ),
        ("Lease, exempt", ItemForm("Lease", exempt="exempt", loose=True)),
        ("", ItemForm(None, loose=True)),
        ("Presentation", ItemForm("Presentation", loose=True)),
    ],
)  # fmt: skip
def test_an_item(typed: str, form: ItemForm) -> None:
    assert read_item(typed) == form


def test_a_change_leaves_the_title_unless_one_is_given() -> None:
    assert read_change("7 15 min, for information") == (
        "7", ItemForm(None, slot="15 min", purpose=Purpose.INFORMATION)
    )  # fmt: skip
    number, form = read_change("7 The budget, 15 min")
    assert (number, form.title, form.slot, form.loose) == ("7", "The budget", "15 min", True)


def test_an_urgent_item_has_the_chairs_reason() -> None:
    form = read_urgent("Flood, 20 min: the river rises: today")
    assert (form.title, form.slot, form.urgent) == ("Flood", "20 min", "the river rises: today")
    with pytest.raises(InvalidInput, match="chair’s reason"):
        read_urgent("Flood")


def test_numbers_days_and_reasons() -> None:
    assert split_reason("7 because of the flood") == ("7", "the flood")
    assert split_reason("7") == ("7", "")
    assert split_to("7 to 14 March") == ("7", "14 March")
    assert split_before("7 before 5") == ("7", "5")
    assert numbers_in("3, 1 and 2") == ["3", "1", "2"]
    with pytest.raises(InvalidInput, match="move 7 before 5"):
        split_before("7 under 5")
