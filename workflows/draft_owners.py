"""Whom the owners of a paper's lines stand for, and who may be meant where nobody is named.

A name fits a person or a post of the board on the day of the meeting. Where nobody is named (or a
pronoun stands), or a spelling is not known, a likely somebody is offered as such: nothing is taken
before an officer presses for it. A post stays the owner; who held it then, and holds it now, is
said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from workflows.boards import Board
from workflows.minutes.blocks import row_cells
from workflows.minutes.conventions import marker_at
from workflows.minutes.document import Document
from workflows.minutes.text import plain as words_alone
from workflows.minutes.text import sentences
from workflows.owners import Roll, plain, roll_of
from workflows.people import Person, Post

if TYPE_CHECKING:
    from workflows.ports import Transaction

_NOT_KNOWN = "(not known)"
#: So many lines before a line are looked at for somebody named.
_BEFORE = 6
_CLOSE = 0.8
_FEW = 300
_TITLED = r"(?:Cllr|Councillor|Dr|Mrs?|Ms|Miss|Prof|Professor)\.?\s+(?:[A-Z]\w*\.?\s+)?"


@dataclass(frozen=True)
class Register:
    """Whom the board knows on a day, read once for a paper: the roll, who holds each post then and
    now, and the forms under which people and posts are named in running text."""

    roll: Roll
    names: Mapping[str, str]
    then: Mapping[str, str | None]
    now: Mapping[str, str | None]
    named: re.Pattern[str] | None

    def shown(self, written: str) -> str:
        """An owner as the review shows it: as matched, with a post's holder; as printed and
        flagged where it fits nobody."""
        owner = self.roll.match(written)
        if not owner.known:
            return f"“{written}” {_NOT_KNOWN}"
        if owner.post_id is None:
            return owner.printed
        then, now = self.then.get(owner.post_id), self.now.get(owner.post_id)
        if then is None or then == now:
            return owner.printed  # nobody on record for that day: nothing is said of it
        was = self.names.get(then, "somebody else")
        return f"{owner.printed} ({was} then, {self.names.get(now or '', 'vacant')} now)"


def without_owner(data: Mapping[str, Any]) -> bool:
    """Whether a line of work (its data, see `drafts`) names nobody, or only whom nobody knows."""
    return all(str(o).endswith(_NOT_KNOWN) for o in data["owners_shown"])


def register_of(tx: Transaction, board: Board, on: date, today: date) -> Register:
    """Whom the board knew on the day of the meeting, `on`."""
    roll = roll_of(tx, board, on)
    people = [*roll.people, *roll.others]
    return Register(
        roll,
        {p.id: p.name for p in people},
        {p.id: p.holder_on(on) for p in roll.posts},
        {p.id: p.holder_on(today) for p in roll.posts},
        _forms(near(roll), roll.posts),
    )


def near(roll: Roll) -> tuple[Person, ...]:
    """Who may be meant without being named in full: the board's people, and, in a workspace of some
    hundreds, everybody else in it."""
    return (*roll.people, *roll.others) if len(roll.others) <= _FEW else roll.people


def _forms(people: Iterable[Person], posts: Iterable[Post]) -> re.Pattern[str] | None:
    """What names a person or a post of the board in running text: full names, printed variants of
    more than one word, surnames behind a title, titles of posts. Longest first."""
    forms = [re.escape(t) for p in posts for t in (p.title, *p.aliases) if len(t) > 3]
    for person in people:
        forms += [re.escape(n) for n in (person.name, *person.variants) if " " in n.strip()]
        surname = person.name.split()[-1:]
        forms += [_TITLED + re.escape(s) for s in surname]
    forms.sort(key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None


# --- nobody named ---------------------------------------------------------------------------------


def suggested(register: Register, owners: Sequence[str], before: str) -> dict[str, str] | None:
    """Who is likely meant: for a spelling that is not known somebody of a name much like it; where
    nobody is named, whoever was named last in the two sentences `before`. As plain JSON: "for" (the
    form it would replace, or ""), "name" and "why". None if nobody is likely."""
    for written in owners:
        if not register.roll.match(written).known:
            like = _much_like(register.roll, written)
            return {"for": written, "name": like, "why": "a name much like it"} if like else None
    if owners or register.named is None:
        return None
    told = [before[a:b] for a, b in sentences(before)][-2:]
    for back, sentence in enumerate(reversed(told)):
        spoken = [m[0] for m in register.named.finditer(sentence)]
        known = [o for o in map(register.roll.match, spoken) if o.known and not o.everyone]
        if known:
            where = "in the sentence before" if back == 0 else "two sentences before"
            return {"for": "", "name": known[-1].printed, "why": f"named {where}"}
    return None


def _much_like(roll: Roll, written: str) -> str:
    """The one person or post of the board whose name is nearly that, by spelling or by its words in
    another order."""
    key = plain(written)
    if len(key) < 4:
        return ""
    forms = [(f, p.title) for p in roll.posts for f in (p.title, *p.aliases)]
    forms += [(f, p.name) for p in near(roll) for f in (p.name, *p.variants)]
    rated = sorted(((_closeness(key, plain(f)), name) for f, name in forms), reverse=True)
    best = [name for likeness, name in rated if likeness >= _CLOSE]
    return best[0] if len(set(best)) == 1 else ""


def _closeness(key: str, form: str) -> float:
    if set(key.split()) - {"of"} == set(form.split()) - {"of"}:
        return 1.0
    mine, theirs = key.split(), form.split()
    same_last = bool(theirs) and mine[-1] == theirs[-1] and mine[0][0] == theirs[0][0]
    if same_last and len(mine) > 1 and len(theirs) > 1:
        return 0.9  # another first name, or a fuller one: "Thomas" for "Tom"
    if len(mine) == 2 == len(theirs) and len(mine[0]) == 1 and mine[0] == theirs[0][0]:
        return SequenceMatcher(None, mine[1], theirs[1]).ratio()  # "R Peeke"
    if len(mine) == 2 == len(theirs) and len(mine[1]) == 1 and mine[0] == theirs[0]:
        return 0.9 if theirs[1].startswith(mine[1]) else 0.0  # "Tom H"
    return SequenceMatcher(None, key, form).ratio()


def text_before(document: Document, first: int, text: str, start: int) -> str:
    """What stands in the paper before a text that is cited from line `first` on, from line `start`
    (where its item begins) on, for `_BEFORE` lines at most; what begins with a marker, and rows of
    tables, are nobody's sentence before."""
    told = [
        words_alone(line.text)
        for line in document.lines[max(start, first - 1 - _BEFORE) : first - 1]
        if line.text.strip() and not marker_at(line.text.strip()) and len(row_cells(line)) < 2
    ]
    own = words_alone(document.lines[first - 1].text) if first <= len(document.lines) else ""
    head, found, _ = own.partition(text[:40])
    if found and head and not marker_at(own):
        told.append(head)
    return " ".join(told)


# --- spellings ------------------------------------------------------------------------------------

_NO_NAME = re.compile(
    r"^(?:he|she|they|it|we|officers?|members?|all|chair(?:man|woman)?|clerk|board|committee|"
    r"partners?|everyone|tbc|tba)$"
)


def spelling(roll: Roll, before: Sequence[str], after: Sequence[str]) -> dict[str, str] | None:
    """A form that was not known and stands now for somebody known: what may be remembered as their
    spelling. As plain JSON: "printed", "name" and the id of the "person" or the "post"."""
    gone = [o for o in before if o not in after and not roll.match(o).known]
    come = [o for o in after if o not in before]
    if len(gone) != 1 or len(come) != 1 or len(gone[0]) > 60 or _NO_NAME.match(plain(gone[0])):
        return None
    owner = roll.match(come[0])
    if not (owner.person_id or owner.post_id):
        return None
    return {
        "printed": gone[0],
        "name": owner.printed,
        "person": owner.person_id or "",
        "post": owner.post_id or "",
    }
