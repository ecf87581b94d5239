"""What of a paper stands in the register already, and how the two differ.

A twin is *sure* if it has the same reference, the same words, or was captured at this meeting in
much the same words; it is only *likely* if the matter seems to be the same one restated. What is
likely, and a status that contradicts the register, waits for a press of its own: nothing of it is
taken by "accept all".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workflows.action_steps import STATUS_WORDS
from workflows.actions import COMPLETED, ENDED, LIVE, Action, Status
from workflows.boards import Board
from workflows.deadlines import Due, DueKind, describe
from workflows.drafts import SITTING, Draft, DraftLine, LineKind
from workflows.likeness import ALIKE, RESTATED, alike, normal, same_numbers, word_likeness
from workflows.log_words import is_completed, is_open
from workflows.minutes.text import words
from workflows.resolutions import Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What an officer says of a line for which something is on record: it is another matter.
NEW = "new"
#: Under one number words may change from log to log, but not altogether.
SAME_NUMBER = 0.3
WORK = frozenset({LineKind.ACTION, LineKind.IMPLIED})


@dataclass(frozen=True)
class Pair:
    """The action on record that a line stands for; only likely unless `sure`."""

    action: Action
    sure: bool


def actions_on_record(tx: Transaction, board: Board) -> dict[str, Action]:
    """The board's actions by id, issued or captured live, but for what was cancelled."""
    found = [*tx.actions.of_board(board.id), *tx.actions.of_board(board.id, live=True)]
    return {a.id: a for a in found if a.status is not Status.CANCELLED}


def resolutions_on_record(tx: Transaction, here: str | None) -> list[Resolution]:
    """What the meeting with the id `here` is on record to have resolved."""
    return tx.resolutions.of_meeting(here) if here else []


# --- actions --------------------------------------------------------------------------------------


def pairs_of(
    lines: Iterable[DraftLine],
    known: Mapping[str, Action],
    here: str | None,
    settled: Collection[str] = (),
) -> dict[int, Pair]:
    """For the number of each line of work what it stands for. What an officer said goes first, then
    printed references, then words; each action on record is given once. `here` is the id of the
    meeting, `settled` are the actions that lines not offered stand for."""
    work = [x for x in lines if x.kind in WORK]
    free = {i: a for i, a in known.items() if i not in settled}
    found: dict[int, Pair] = {}
    for line in work:
        named = known.get(str(line.data.get("pair", "")))
        if named:
            found[line.number] = Pair(named, sure=True)
            free.pop(named.id, None)
    open_ones = [x for x in work if not line_said(x)]
    same = _Same(free.values(), here)
    for line in sorted(open_ones, key=lambda x: not x.data.get("ref")):
        if twin := same.take(line.data):
            found[line.number] = Pair(twin, sure=True)
            del free[twin.id]
    for line in open_ones:
        hint = free.get(str(line.data.get("hint", "")))
        if hint and line.number not in found:
            found[line.number] = Pair(hint, sure=False)
            del free[hint.id]
    likely = _Restated(
        a for a in free.values() if a.status not in ENDED or (here and a.meeting_id == here)
    )
    for line in open_ones:
        if line.number not in found and (restated := likely.take(str(line.data["text"]))):
            found[line.number] = Pair(restated, sure=False)
    return found


def line_said(line: DraftLine) -> bool:
    """Whether an officer has said what the line stands for."""
    return bool(line.data.get("pair"))


class _Same:
    """Finds the action that a line surely stands for: of its reference; of the same words (if it
    has ended, only for a row of a log); captured at this meeting in much the same words. None is
    found twice."""

    def __init__(self, actions: Iterable[Action], here: str | None) -> None:
        self._here = here
        self._named: dict[str, list[Action]] = {}
        self._told: dict[str, list[Action]] = {}
        self._captured: dict[str, tuple[set[str], Action]] = {}
        self._taken: set[str] = set()
        for action in actions:
            self._named.setdefault(action.reference, []).append(action)
            self._told.setdefault(normal(action.text), []).append(action)
            if here and action.meeting_id == here and action.origin != "minutes":
                self._captured[action.id] = (words(action.text), action)

    def take(self, data: Mapping[str, Any]) -> Action | None:
        """The action that the line stands for, if there is one."""
        found = self._of_reference(data) or self._of_words(data) or self._of_capture(data)
        if found:
            self._taken.add(found.id)
            self._captured.pop(found.id, None)
        return found

    def _of_reference(self, data: Mapping[str, Any]) -> Action | None:
        """Unless it is about something else altogether: two logs may have given one number."""
        named = self._named.get(str(data["ref"]), ()) if data.get("ref") else ()
        return next(
            (
                a
                for a in named
                if a.id not in self._taken and alike(a.text, str(data["text"])) >= SAME_NUMBER
            ),
            None,
        )

    def _of_words(self, data: Mapping[str, Any]) -> Action | None:
        logged = data.get("source") == "action_log"
        for action in self._told.get(normal(str(data["text"])), ()):
            at_it = self._here is not None and action.meeting_id == self._here
            if action.id not in self._taken and (at_it or logged or action.status not in ENDED):
                return action
        return None

    def _of_capture(self, data: Mapping[str, Any]) -> Action | None:
        told = words(str(data["text"]))
        rated = [(word_likeness(w, told), a) for w, a in self._captured.values()]
        best = max(rated, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] >= ALIKE else None


class _Restated:
    """Finds the action that a text restates, among many, by their rarer words."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._words = {a.id: (words(a.text), a) for a in actions}
        self._holders: dict[str, list[str]] = {}
        for action_id, (told, _) in self._words.items():
            for word in told:
                self._holders.setdefault(word, []).append(action_id)
        self._common = max(20, len(self._words) // 10)

    def take(self, text: str) -> Action | None:
        """The action most like the text, if it is like enough, and of the same numbers rather than
        of others; it is not found a second time."""
        told = words(text)
        rare = [w for w in told if 0 < len(self._holders.get(w, ())) <= self._common]
        shared = Counter(i for w in rare for i in self._holders[w] if i in self._words)
        rated = []
        for found, _ in shared.most_common(20):
            theirs, action = self._words[found]
            likeness = word_likeness(theirs, told)
            if likeness >= RESTATED:
                rated.append((same_numbers(action.text, text), likeness, found))
        return self._words.pop(max(rated)[2])[1] if rated else None


def date_agreed(action: Action) -> bool:
    """Whether somebody gave it a date. What is captured without one is due at the “next meeting”,
    in these very words: that, not changed since, is no date that was agreed."""
    if action.due.kind is DueKind.NEXT_MEETING:
        told = normal(action.due.phrase)
        return told not in ("", "next meeting") or action.due.kind != action.original_due.kind
    return action.due.kind is not DueKind.NONE


# --- resolutions ----------------------------------------------------------------------------------


def best_resolution(known: Iterable[Resolution], data: Mapping[str, Any]) -> Resolution | None:
    """The resolution on record that a minuted one stands for: what the officer named, else that of
    much the same words."""
    said = data.get("pair")
    if said:
        return next((r for r in known if r.id == said), None)
    told = " ".join(c["text"] for c in data["clauses"])
    rated = [(alike(" ".join(c.text for c in r.clauses), told), r) for r in known]
    best = max(rated, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


# --- what the review shows ------------------------------------------------------------------------


def with_twins(
    tx: Transaction,
    board: Board,
    lines: Sequence[DraftLine],
    here: str | None,
    settled: Collection[str] = (),
) -> tuple[DraftLine, ...]:
    """The lines, each saying what on record it stands for and how that differs."""
    known = actions_on_record(tx, board)
    pairs = pairs_of((x for x in lines if not x.recorded_id), known, here, settled)
    resolved = list(resolutions_on_record(tx, here))
    granted = {normal(d.text) for d in tx.delegations.of_board(board.id)}
    told: list[DraftLine] = []
    for line in lines:
        if line.kind in WORK:
            told.append(_paired(line, pairs.get(line.number), here))
        elif line.kind is LineKind.RESOLUTION:
            same = best_resolution(resolved, line.data)
            resolved = [r for r in resolved if r is not same]
            told.append(_with_resolution(line, same))
        elif line.kind in SITTING:
            told.append(line)
        else:
            kept = normal(str(line.data["text"])) in granted
            told.append(replace(line, twin="already kept" if kept else ""))
    return tuple(told)


_SHOWN = ("stands", "on_record")


def _paired(line: DraftLine, pair: Pair | None, here: str | None) -> DraftLine:
    data = {k: v for k, v in line.data.items() if k not in _SHOWN}
    if pair is None:
        return replace(line, twin="", data=data)
    twin = pair.action
    captured = here is not None and twin.meeting_id == here and twin.origin != "minutes"
    undated = data["due_shown"] == describe(Due())
    takes_date = captured and not undated and not date_agreed(twin)
    if data["due_shown"] != describe(twin.due) and not takes_date:
        data["stands"] = describe(twin.due)
    data["on_record"] = {
        "id": twin.id,
        "name": _named(twin),
        "text": twin.text,
        "owners": [o.printed for o in twin.owners],
        "due": describe(twin.due),
        "status": STATUS_WORDS[twin.status],
        "sure": pair.sure,
        "captured": captured,
        "contradicts": _contradicts(twin, str(data["status"])),
        "ends": twin.status in LIVE and is_completed(str(data["status"])),
        "may_move": not undated and "stands" in data and twin.status in LIVE,
    }
    return replace(line, twin=_named(twin) if pair.sure else "", data=data)


def _contradicts(twin: Action, status: str) -> bool:
    """Whether the paper says that it is still to be done, and the register that it is not."""
    return twin.status in ENDED | COMPLETED and is_open(status)


def _named(twin: Action) -> str:
    return twin.reference or "captured at the meeting"


def _with_resolution(line: DraftLine, same: Resolution | None) -> DraftLine:
    data = {k: v for k, v in line.data.items() if k not in _SHOWN}
    if same is None:
        return replace(line, twin="", data=data)
    text = "\n".join(f"{c.label}) {c.text}" if c.label else c.text for c in same.clauses)
    data["on_record"] = {
        "id": same.id,
        "name": f"minute {same.minute_ref}" if same.minute_ref else "recorded at the meeting",
        "text": text,
        "sure": True,
        "captured": same.live or not same.minute_ref,
        "contradicts": False,
    }
    return replace(line, twin="recorded at the meeting", data=data)


def asks_for_itself(line: DraftLine) -> bool:
    """Whether the line waits for a press of its own: it is only likely to be on record, or its
    status contradicts the register. "Accept all" leaves it."""
    there = line.data.get("on_record")
    if not there or line_said(line):
        return False
    return bool(there["contradicts"] or not there["sure"])


def candidates(tx: Transaction, draft: Draft, line: DraftLine) -> list[tuple[str, str]]:
    """What on record an officer may pair the line with by hand: (id, words), what was captured at
    the meeting first, then what is most like it."""
    if line.kind is LineKind.RESOLUTION:
        return [
            (r.id, f"{r.minute_ref or 'captured'}: {r.clauses[0].text if r.clauses else ''}")
            for r in resolutions_on_record(tx, draft.meeting_id)
        ]
    if line.kind is LineKind.DELEGATION or line.kind in SITTING:
        return []
    told = words(str(line.data["text"]))
    chosen = {str(line.data.get("pair", "")), (line.data.get("on_record") or {}).get("id", "")}
    rated = []
    for action in actions_on_record(tx, tx.boards.get(draft.board_id)).values():
        here = action.meeting_id == draft.meeting_id and action.live
        rank = (action.id not in chosen, not here, action.status in ENDED)
        likeness = word_likeness(told, words(action.text))
        near = likeness >= RESTATED
        other = near and not same_numbers(action.text, str(line.data["text"]))
        rated.append((*rank, not near, other, -likeness, action.id, action))
    rated.sort(key=lambda r: r[:7])
    return [(a.id, f"{a.reference or 'captured'}: {a.text}") for *_, a in rated[:60]]
