"""Soundings and papers with everything on them, each text at its longest, stay within what Slack
takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.documents.sounding_report import as_docx
from bot.slack.views import circulations as papers
from bot.slack.views import sounding_forms as forms
from bot.slack.views import soundings as views
from bot.workspace.blocks import check_message, check_view
from workflows.boards import Board
from workflows.circulation_seen import SeenPaper
from workflows.circulations import Circulation, CirculationKind, CirculationState, Recipient
from workflows.people import Person
from workflows.profile import Part, Quorum
from workflows.sounding_places import Candidate
from workflows.sounding_seen import Seen
from workflows.sounding_states import Step, possible, stands
from workflows.sounding_tally import tally
from workflows.soundings import Asked, Sounding, SoundingState, View

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
LONG = "A <long> & winding text. " * 130
BOARD = Board("b", "T", "The Board <of> Exampleshire", "C", NOW)
ASKED = tuple(
    Asked(f"p{n}", f"Member number {n} with a <long> name", "County councillors",
          ("Director of something or other",), n % 5 != 0,
          left_out=LONG[:500] if n % 7 == 0 else "", dispensation=LONG[:500] if n == 7 else "",
          substitute_id=f"s{n}", substitute_name=f"Substitute {n}")
    for n in range(60)
)  # fmt: skip
SOUNDING = Sounding(
    "s", "b", "S1", LONG[:2000], tuple(f"{n} {'x' * 57}" for n in range(8)), "p0", NOW,
    NOW.replace(day=20), asked=ASKED, background=LONG[:3000],
    threshold=Quorum(40, (Part(30, "County councillors"),)), permission=LONG[:300],
    exempt=LONG[:300], opened_at=NOW, reason=LONG[:1000], outcome=LONG[:2900], written=True,
)  # fmt: skip
VIEWS = [
    View(
        f"v{n}", "s", f"p{n}", f"s{n}", NOW, SOUNDING.options[n % 8], LONG[:3000], via="e-mail link"
    )
    for n in range(60)
]


def seen(state: SoundingState) -> Seen:
    sounding = replace(SOUNDING, state=state)
    return Seen(
        sounding=sounding,
        board=BOARD,
        stands=stands(sounding, NOW, BOARD.zone),
        tally=tally(sounding, VIEWS),
        replied=ASKED,
        shows_replies=True,
        own=ASKED[1],
        own_reply=VIEWS[1],
        officer=True,
        may_reply=state is SoundingState.OPEN,
        steps=possible(sounding, NOW),
        papers=("a long name of a paper.pdf",) * 9,
        papers_awaited=3,
        opened_by="Asha Verma",
        reader_id="s1",
    )


@pytest.mark.parametrize("state", SoundingState)
def test_cards_fit(state: SoundingState) -> None:
    data = seen(state)
    for blocks in (views.ask(data), views.card(data), [*views.card(data), *views.reply_row(data)]):
        assert check_message(blocks) == []
        assert len(blocks) <= 50
    assert check_message(views.listing(BOARD.name, [data] * 60, 3)) == []
    assert len(as_docx(data)) > 10_000


@pytest.mark.parametrize("step", [s for s in Step if forms.needs_form(s)])
def test_forms_fit(step: Step) -> None:
    view = forms.step_form(SOUNDING, step, "private", waited_for=60)
    assert check_view(view) == []
    assert view["submit"]


def test_the_form_of_a_new_one_fits() -> None:
    person = Person("p", "T", "Somebody")
    there = [Candidate(a, person) for a in ASKED]
    for asks in (True, False):
        assert check_view(forms.new_form(forms.NewForm(BOARD.name, there, asks, "C"))) == []
    assert check_view(forms.comment_form(SOUNDING, VIEWS[0], "private")) == []
    assert check_view(forms.interest_form(SOUNDING, "private")) == []
    assert len(there) == 60


@pytest.mark.parametrize("kind", CirculationKind)
@pytest.mark.parametrize("state", CirculationState)
def test_papers_fit(kind: CirculationKind, state: CirculationState) -> None:
    found = Circulation(
        "c", "b", "P1", kind, LONG[:300], "p", NOW, text=LONG[:3000], to=LONG[:300],
        answers=LONG[:300], deadline=date(2027, 1, 12), approved_by=(LONG[:200],) * 5,
        approved_how=LONG[:300], signed_by=(LONG[:200],) * 5, signed_on=date(2027, 1, 11),
        state=state, sent_on=date(2027, 1, 11), exempt=LONG[:300],
    )  # fmt: skip
    everybody = tuple(
        Recipient(f"r{n}", "c", f"Member number {n}", f"p{n}", NOW, NOW, LONG[:3000])
        for n in range(60)
    )
    for officer in (True, False):
        data = SeenPaper(found, BOARD, date(2027, 1, 20), everybody, everybody[0], officer,
                         ("a.pdf",) * 9, 2, ("Somebody",), date(2027, 2, 1), "Asha")  # fmt: skip
        for blocks in (papers.paper(data), papers.card(data)):
            assert check_message(blocks) == []
            assert len(blocks) <= 50
        rows: list[Any] = papers.listing(BOARD.name, [data] * 60, 2, of_letters=officer)
        assert check_message(rows) == []
    for step in ("approved", "signed", "sent", "reword", "withdraw"):
        assert check_view(papers.step_form(found, step, "private")) == []
