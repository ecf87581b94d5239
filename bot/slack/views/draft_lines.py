"""One line of a draft in Slack: its words, where they stand, what is on record beside it, and the
buttons that decide upon it. Three blocks each. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.slack import ids
from bot.slack.views.blocks import Block, actions, button, context, cut, esc, section
from workflows.deadlines import day_words
from workflows.draft_twins import NEW, WORK, asks_for_itself
from workflows.drafts import SITTING, Choice, Draft, DraftLine, LineKind
from workflows.report_back_cycles import CYCLE_WORDS

LONGEST = 900
_OFTEN = {cycle.value: words for cycle, words in CYCLE_WORDS.items()}
_LONGEST_BESIDE = 300
NAMES: Mapping[LineKind, str] = {
    LineKind.RESOLUTION: "Resolution",
    LineKind.DELEGATION: "Delegation",
    LineKind.ACTION: "Action",
    LineKind.IMPLIED: "Implied action",
    LineKind.ATTENDANCE: "Attendance",
    LineKind.DECLARATION: "Declaration of interest",
    LineKind.PROCEEDINGS: "Proceedings",
}
_KIND_WORDS = {
    "decision": "decision",
    "noting": "noting",
    "delegation": "delegation",
    "report_back": "report back",
    "action": "action",
}


def line_blocks(draft: Draft, line: DraftLine) -> list[Block]:
    """The line's text, its facts, its buttons."""
    return [
        section(line_text(line)),
        context("  ·  ".join([_state(line), *facts(line)])),
        actions(_buttons(draft, line), block_id=f"line:{draft.id}:{line.number}"),
    ]


def line_text(line: DraftLine) -> str:
    """The words of the line, with the first version's, the paper's own (where edited) and those on
    record beside them."""
    told = [_own_text(line)]
    if was := line.data.get("was"):
        told.append(f"_The first version said:_ {esc(cut(_flat(was), _LONGEST_BESIDE))}")
    if "as_read" in line.data:
        told.append(f"_The paper says:_ {esc(cut(_flat(line.data['as_read']), _LONGEST_BESIDE))}")
    if there := line.data.get("on_record"):
        told.append(_beside(line, there))
    return "\n".join(told)


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _own_text(line: DraftLine) -> str:
    data = line.data
    name = f"*{NAMES[line.kind]}*"
    if line.kind is LineKind.RESOLUTION:
        where = " · ".join(esc(w) for w in (data["ref"], cut(data["item"], 120)) if w)
        told = f"{name}, minute {where}" if data["ref"] else f"{name} · {where}"
        rows = [told if where else name, *(_clause(c) for c in data["clauses"])]
        return cut("\n".join(rows), LONGEST)
    numbered = f"{name} {esc(data['ref'])}" if data.get("ref") else name
    minute = data.get("minute_ref")
    head = f"{numbered}, minute {esc(minute)}" if minute else numbered
    quoted = cut(esc(data["text"]), LONGEST).replace("\n", "\n>")
    return f"{head}\n>{quoted}"


def _clause(clause: Mapping[str, str]) -> str:
    label = f"{clause['label']}) " if clause["label"] else ""
    return f">{esc(label + clause['text'])} _({_KIND_WORDS[clause['kind']]})_"


def _beside(line: DraftLine, there: Mapping[str, Any]) -> str:
    """What is on record, beside the line."""
    name = esc(there["name"])
    if there["captured"]:
        head = f"*{name[:1].upper()}{name[1:]}:*"
    elif there["contradicts"]:
        head = f":warning: *{name} is {there['status']} on record; the paper says otherwise:*"
    elif not there["sure"]:
        head = f"*Already {name}? Update its progress, or keep them separate:*"
    else:
        head = f"*On record as {name}:*"
    details = [esc(cut(_flat(there["text"]), _LONGEST_BESIDE))]
    if line.kind in WORK:
        details += [esc(", ".join(there["owners"]) or "nobody yet"), esc(there["due"])]
        details.append(there["status"])
    return f":twisted_rightwards_arrows: {head} " + " · ".join(details)


def _state(line: DraftLine) -> str:
    if line.choice is Choice.REJECTED:
        return ":heavy_multiplication_x: rejected"
    if line.choice is Choice.WAITING:
        return ":white_circle: to be decided"
    said, there = line.data.get("pair"), line.data.get("on_record")
    what = ""
    if said == NEW:
        what = ", as a matter of its own"
    elif there and line.data.get("reopen"):
        what = f", opens {esc(there['name'])} again"
    elif there and line.data.get("move"):
        what = f", updates {esc(there['name'])} and moves its date"
    elif there and (there["sure"] or said) and not there["captured"]:
        what = f", updates {esc(there['name'])}"
    return f":white_check_mark: *accepted*{what}"


def facts(line: DraftLine) -> list[str]:
    """What was read of a line beside its words, and where it stands."""
    data = line.data
    found: list[str] = []
    if line.kind in WORK:
        found += _of_work(data)
    if line.kind is LineKind.RESOLUTION and data.get("vote"):
        found.append(esc(cut(data["vote"], 300)))
    if line.kind is LineKind.RESOLUTION:
        found += [esc(cut(words, 400)) for words in data.get("beside", ())[:4]]
    if line.kind in SITTING:
        found += _of_sitting(data)
    if line.kind is LineKind.DELEGATION:
        found.append("to " + esc("; ".join(data["delegates"]) or "nobody named"))
        if data["consultees"]:
            found.append("consulting " + esc("; ".join(data["consultees"])))
        if data["deadline"]:
            found.append(f"until {day_words(date.fromisoformat(data['deadline']))}")
        if line.twin:
            found.append(esc(line.twin))
    if data.get("stands") and not data.get("move"):
        found.append(f"the date on record stands: {esc(data['stands'])}")
    if data.get("due_kind") == "next_meeting" and "not yet scheduled" in data["due_shown"]:
        found.append("the register has no next meeting yet")
    if often := data.get("report_back"):
        found.append("report-back" if often == "once" else f"report-back, {_OFTEN[often]}")
    if "as_read" in data:
        found.append("edited")
    found.append(place(line))
    return found


def _of_work(data: Mapping[str, Any]) -> Iterator[str]:
    owners = ", ".join(data["owners_shown"])
    if likely := data.get("suggested"):
        owners = f"{owners or 'nobody named'}; perhaps {likely['name']}, {likely['why']}"
    yield esc(cut(owners or "nobody named", 300))
    yield esc(data["due_shown"])
    for name in ("status", "progress"):
        if data[name]:
            yield esc(cut(data[name], 200))


def _of_sitting(data: Mapping[str, Any]) -> Iterator[str]:
    if counts := data.get("counts"):
        yield esc(counts)
    if unknown := data.get("unknown"):
        names = ", ".join(unknown[:6]) + (f" and {len(unknown) - 6} more" if unknown[6:] else "")
        yield esc(cut(f"nobody on record: {names}", 400))


def place(line: DraftLine) -> str:
    """Where it stands in the paper."""
    first, last = line.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    return f"{lines}, page {line.data['page']}" if line.data.get("page") else lines


# --- buttons --------------------------------------------------------------------------------------


def _buttons(draft: Draft, line: DraftLine) -> list[Block]:
    packed = ids.pack(f"{draft.id}/{line.number}", draft.version)

    def press(words: str, step: str) -> Block:
        return button(words, ids.DRAFT_STEP + step, packed)

    edit = press("Edit", "edit")
    if line.choice is Choice.ACCEPTED:
        found = [press("Take back", "wait"), edit, press("Reject", "reject")]
    elif line.data.get("on_record") and line.choice is Choice.REJECTED:
        found = [press("Take back", "wait"), edit]
    elif line.data.get("on_record"):
        found = [*(press(w, s) for w, s in _twin_steps(line)), edit, press("Skip", "reject")]
    elif line.choice is Choice.REJECTED:
        found = [press("Accept", "accept"), edit, press("Take back", "wait")]
    else:
        found = [press("Accept", "accept"), edit, press("Reject", "reject")]
    if likely := line.data.get("suggested"):
        found.append(press(cut(f"Take {likely['name']}", 60), "owner"))
    if told := line.data.get("spelling"):
        found.append(press(cut(f"Remember “{told['printed']}” for {told['name']}", 75), "remember"))
    return found


def _twin_steps(line: DraftLine) -> Iterator[tuple[str, str]]:
    """Words and step of each thing an officer may say of what is on record."""
    there = line.data["on_record"]
    name = cut(there["name"], 30)
    if there["captured"]:
        yield "Accept", "accept"
    elif there["contradicts"]:
        yield f"Update {name}, leave it {there['status']}"[:75], "update"
        yield f"Open {name} again", "reopen"
    else:
        words = f"Update {name}"
        if there.get("ends"):
            words += " as completed"
        # What is sure needs no more than the usual acceptance; "accept all" does the same.
        yield words, "update" if asks_for_itself(line) else "accept"
    if there.get("may_move"):
        yield cut(f"Update, {line.data['due_shown']}", 75), "move"
    yield "Separate", "separate"
