"""What is shown of a matter to others than the officers of its board: the same, without telephone
numbers and e-mail addresses. The record keeps the words as they were written."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any, TypeVar, cast

from workflows.actions import Action
from workflows.agendas import AgendaItem
from workflows.circulations import Circulation
from workflows.consequences import Consequence
from workflows.declarations import Declaration
from workflows.delegations import Delegation
from workflows.exercises import Exercise
from workflows.minutes.personal_data import without_contacts
from workflows.resolutions import Resolution
from workflows.returns import StatutoryReturn
from workflows.soundings import Sounding

T = TypeVar("T")


def left_out(thing: T) -> T:
    """The thing with contact details left out of its texts; the very same where it has none. What
    comes of it is for showing, and is never saved."""
    return cast(T, _left_out(thing))


@singledispatch
def _left_out(thing: object) -> object:
    return thing


@_left_out.register
def _(action: Action) -> Action:
    text, item = without_contacts(action.text), without_contacts(action.item)
    notes = tuple(
        n if (told := without_contacts(n.text)) == n.text else replace(n, text=told)
        for n in action.notes
    )
    if (text, item, notes) == (action.text, action.item, action.notes):
        return action
    return replace(action, text=text, item=item, notes=notes)


@_left_out.register
def _(resolution: Resolution) -> Resolution:
    clauses = tuple(replace(c, text=without_contacts(c.text)) for c in resolution.clauses)
    item = without_contacts(resolution.item)
    asked = tuple(replace(r, text=without_contacts(r.text)) for r in resolution.recommended)
    if (clauses, item, asked) == (resolution.clauses, resolution.item, resolution.recommended):
        return resolution
    return replace(resolution, clauses=clauses, item=item, recommended=asked)


@_left_out.register
def _(follows: Consequence) -> Consequence:
    text, result = without_contacts(follows.text), without_contacts(follows.result)
    if (text, result) == (follows.text, follows.result):
        return follows
    return replace(follows, text=text, result=result)


@_left_out.register
def _(declaration: Declaration) -> Declaration:
    nature = without_contacts(declaration.nature)
    dispensation = without_contacts(declaration.dispensation)
    if (nature, dispensation) == (declaration.nature, declaration.dispensation):
        return declaration
    return replace(declaration, nature=nature, dispensation=dispensation)


@_left_out.register
def _(delegation: Delegation) -> Delegation:
    text = without_contacts(delegation.text)
    return delegation if text == delegation.text else replace(delegation, text=text)


@_left_out.register
def _(sounding: Sounding) -> Sounding:
    question = without_contacts(sounding.question)
    background = without_contacts(sounding.background)
    if (question, background) == (sounding.question, sounding.background):
        return sounding
    return replace(sounding, question=question, background=background)


@_left_out.register
def _(paper: Circulation) -> Circulation:
    title, text = without_contacts(paper.title), without_contacts(paper.text)
    if (title, text) == (paper.title, paper.text):
        return paper
    return replace(paper, title=title, text=text)


#: What of a decision record is free text.
_RECORD = ("decision", "reasons", "alternatives", "interests", "dispensation", "consulted")


@_left_out.register
def _(exercise: Exercise) -> Exercise:
    told: dict[str, Any] = {name: without_contacts(getattr(exercise, name)) for name in _RECORD}
    same = all(getattr(exercise, name) == words for name, words in told.items())
    return exercise if same else replace(exercise, **told)


@_left_out.register
def _(thing: StatutoryReturn) -> StatutoryReturn:
    told: dict[str, Any] = {n: without_contacts(getattr(thing, n)) for n in _RETURN}
    same = all(getattr(thing, name) == words for name, words in told.items())
    return thing if same else replace(thing, **told)


#: What of a statutory return is free text.
_RETURN = ("title", "to", "basis", "owner", "note")


@_left_out.register
def _(item: AgendaItem) -> AgendaItem:
    title, presenter = without_contacts(item.title), without_contacts(item.presenter)
    asked = tuple(replace(r, text=without_contacts(r.text)) for r in item.recommendations)
    if (title, presenter, asked) == (item.title, item.presenter, item.recommendations):
        return item
    return replace(item, title=title, presenter=presenter, recommendations=asked)
