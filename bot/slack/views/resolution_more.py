"""What stands beside a resolution's clauses on its card: how it was carried, what has become of a
clause, what was recommended, what follows; and the forms for these. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    option,
    overflow,
    section,
    select,
    text_input,
)
from workflows.consequence_keeping import DAY_WORDS, KIND_WORDS, SETTLED_WORDS
from workflows.consequence_money import Money, pounds
from workflows.consequence_reading import Follows
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.dates import day_words
from workflows.resolution_beside import Pair, Piece
from workflows.resolution_keys import clause_key, clause_part
from workflows.resolution_standing import ALLOWED, STANDING_WORDS, Suggestion
from workflows.resolutions import Clause, Resolution, Standing
from workflows.votes import carried_words, recorded_words

#: So many of each on one card.
MOST = 5


def facts(resolution: Resolution) -> list[str]:
    """How it came about, and its key."""
    found = [carried_words(resolution)]
    recorded = recorded_words(resolution.votes)
    if recorded:
        found.append(f"recorded vote: {recorded}")
    if resolution.barred:
        found.append(f"took no part because of an interest: {', '.join(resolution.barred)}")
    if resolution.key:
        found.append(resolution.key)
    return [cut(f, 700) for f in found if f]


def standing_words(clause: Clause) -> str:
    """ "superseded on Mon 3 May 2027 by 30/4: why"; empty of what is in force."""
    if clause.standing is Standing.IN_FORCE:
        return ""
    on = f" on {day_words(clause.ended_on)}" if clause.ended_on else ""
    by = f" by {clause.ended_by}" if clause.ended_by else ""
    why = f": {clause.ended_reason}" if clause.ended_reason else ""
    return f"{STANDING_WORDS[clause.standing]}{on}{by}{cut(why, 300)}"


# --- recommended and resolved ---------------------------------------------------------------------


def beside(pairs: Sequence[Pair]) -> list[Block]:
    """What was recommended beside what was resolved; nothing where nothing was."""
    if not any(p.recommended for p in pairs):
        return []
    if all(p.same for p in pairs):
        return [context("Resolved as the report recommended.")]
    told = ["*Beside what was recommended* (~left out~, *put in*)", *map(_pair, pairs[:8])]
    return [section(cut("\n".join(told), 2900))]


def _pair(pair: Pair) -> str:
    if pair.recommended is None:
        return f"• not recommended: *{esc(cut(pair.clause.text if pair.clause else '', 300))}*"
    label = f"{pair.recommended.label} " if pair.recommended.label else ""
    if pair.clause is None:
        return f"• {esc(label)}recommended, not resolved: {esc(cut(pair.recommended.text, 300))}"
    if pair.same:
        return f"• {esc(label)}as recommended"
    return f"• {esc(label)}{' '.join(_piece(p) for p in pair.pieces)}"


def _piece(piece: Piece) -> str:
    words = esc(piece.words.replace("*", "").replace("~", ""))
    if piece.state == "same":
        return _shortened(words)
    return f"~{words}~" if piece.state == "gone" else f"*{words}*"


def _shortened(words: str) -> str:
    """Long stretches that are the same in both are cut in the middle."""
    return words if len(words) <= 160 else f"{words[:70]} … {words[-70:]}"


# --- what follows ---------------------------------------------------------------------------------


def consequence_words(one: Consequence) -> str:
    """One thing that follows: its kind, words, body, amount, day, and what became of it."""
    parts = [f"*{KIND_WORDS[one.kind]}*: {esc(cut(one.text, 300))}"]
    if one.body:
        parts.append(esc(one.body))
    if one.amount is not None:
        parts.append(pounds(one.amount))
    if one.on:
        until = f" to {day_words(one.until)}" if one.until else ""
        parts.append(f"{DAY_WORDS[one.kind]} {day_words(one.on)}{until}")
    elif one.phrase:
        parts.append(esc(f"“{one.phrase}”"))
    elif one.state is ConsequenceState.OPEN and one.kind is not ConsequenceKind.MONEY:
        parts.append(f"{DAY_WORDS[one.kind]}: no day set yet")
    if one.result:
        done = SETTLED_WORDS[one.kind] if one.state is not ConsequenceState.ENDED else "let go"
        on = f" {day_words(one.settled_on)}" if one.settled_on else ""
        parts.append(f"{done}{on}: {esc(cut(one.result, 200))}")
    return " · ".join(parts)


def follows_words(one: Follows) -> str:
    """One thing that is offered."""
    amount = f" {pounds(one.amount)}" if one.amount is not None else ""
    body = f" ({esc(one.body)})" if one.body else ""
    phrase = f", {esc(one.phrase)}" if one.phrase else ""
    return f"{KIND_WORDS[one.kind]}{amount}{body}: {esc(cut(one.text, 160))}{phrase}"


def following(
    resolution: Resolution,
    kept: Sequence[Consequence],
    offered: Sequence[Follows],
    *,
    may_record: bool,
) -> list[Block]:
    """What was kept, each with its menu, and what is offered, with one press to keep it."""
    shown = [c for c in kept if c.state is not ConsequenceState.ENDED]
    blocks: list[Block] = []
    for each in shown[:MOST]:
        menu = _menu(each) if may_record and each.state is ConsequenceState.OPEN else None
        blocks.append(section(consequence_words(each), menu))
    if len(shown) > MOST:
        blocks.append(context(f"and {len(shown) - MOST} more: `/resolution consequences`"))
    if offered and may_record:
        told = "\n".join(f"• {follows_words(f)}" for f in offered[:8])
        blocks.append(section(f"*May follow from it*\n{told}"))
        packed = ids.pack(resolution.id, resolution.version)
        keep = button(f"Keep these {len(offered)}" if len(offered) > 1 else "Keep this",
                      ids.RESOLUTION_STEP + "keep", packed)  # fmt: skip
        choose = button("Choose…", ids.RESOLUTION_STEP + "choose", packed)
        blocks.append(actions([keep, choose], block_id=f"follows:{resolution.id}"))
    return blocks


def _menu(one: Consequence) -> Block:
    value = f"|{one.id}|{one.version}"
    choices = [
        (f"{SETTLED_WORDS[one.kind].capitalize()}…", "settle" + value),
        ("Edit…", "edit" + value),
        ("Let it go…", "end" + value),
    ]
    return overflow(ids.RESOLUTION_STEP + "consequence", choices)


def suggested(found: Sequence[Suggestion], by: Resolution) -> list[Block]:
    """Old clauses that the new ones may have overtaken; nothing is done by itself."""
    if not found:
        return []
    blocks = [section("*May have been overtaken by it* (nothing is done by itself)")]
    for each in found:
        key = clause_key(each.old, each.clause)
        value = f"{each.old.id}|{each.old.version}|{each.clause.id}|{by.key or by.minute_ref}"
        press = button("Superseded", ids.RESOLUTION_STEP + "supersede", value)
        text = f"{esc(key)}, {esc(each.why)}:\n>{esc(cut(each.clause.text, 300))}"
        blocks.append(section(text, press))
    return blocks


def consequences_list(
    board: str,
    found: Sequence[Consequence],
    keys: dict[str, str],
    withheld: int,
    *,
    may_record: bool,
) -> list[Block]:
    """All that follows and is open, by day."""
    blocks = [section(f"*What follows from resolutions of {esc(board)}: {len(found)} open*")]
    if not found:
        blocks.append(
            context("Nothing is open. What a clause lets be seen is offered on its card.")
        )
    for each in found[:40]:
        text = f"{consequence_words(each)}\n_{esc(keys.get(each.id, ''))}_"
        blocks.append(section(text, _menu(each) if may_record else None))
    if len(found) > 40:
        blocks.append(context(f"and {len(found) - 40} more, later ones"))
    if withheld:
        blocks.append(context(f"{withheld} exempt not shown here"))
    return blocks


def money_list(board: str, money: Money) -> list[Block]:
    """What was approved by meeting, and in all."""
    period = f"{day_words(money.since)} to {day_words(money.until)}"
    told = [f"*Money approved by {esc(board)}*, {period}: *{pounds(money.total)}*"]
    for day, amount, there in money.meetings:
        told.append(f"*{day_words(day)}*: {pounds(amount)}")
        told += [f"• {pounds(c.amount or 0)}: {esc(cut(c.text, 150))}" for c in there]
    if not money.meetings:
        told.append("None is kept for that time. `/resolution money 2026` shows another year.")
    hint = "A sum is the first that a clause names, as kept; its words are on the card."
    blocks: list[Block] = []
    text = ""
    for line in told:
        if len(text) + len(line) > 2800:
            blocks.append(section(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*blocks[:30], section(text), context(hint)]


# --- forms ----------------------------------------------------------------------------------------


def choose_form(resolution: Resolution, offered: Sequence[Follows], private: str) -> Block:
    """Which of the things offered are kept; the others are not offered again."""
    choices = [
        option(cut(follows_words(f), 75), f"{f.clause_id}|{f.kind.value}") for f in offered[:10]
    ]
    boxes: Block = {
        "type": "checkboxes",
        "action_id": "value",
        "options": choices,
        "initial_options": choices,
    }
    blocks = [
        section(
            f"*{esc(resolution.key or 'Resolution')}*: untick what does not follow. It is put "
            "aside and not offered again."
        ),
        input_block("chosen", "Keep", boxes, optional=True),
    ]
    return modal(ids.FOLLOWS_FORM, "What follows", blocks, submit="Keep", private=private)


def settle_form(one: Consequence, what: str, private: str) -> Block:
    """Settle one, edit it, or let it go (`what`: "settle", "edit", "end")."""
    blocks: list[Block] = [section(consequence_words(one))]
    if what == "edit":
        blocks += [
            text_input("text", "Words", initial=one.text, multiline=True),
            text_input("on", DAY_WORDS[one.kind].capitalize(), optional=True, max_length=100,
                       initial=one.on.isoformat() if one.on else "",
                       hint="A day, or a window: 12-18 months. Empty: none."),
            text_input("body", "Body", initial=one.body, optional=True, max_length=200),
        ]  # fmt: skip
        if one.kind is ConsequenceKind.MONEY:
            amount = pounds(one.amount) if one.amount is not None else ""
            blocks.append(text_input("amount", "Amount", initial=amount, max_length=40))
    elif what == "end":
        blocks.append(text_input("reason", "Why is it let go?", max_length=1000))
    else:
        done = SETTLED_WORDS[one.kind]
        blocks.append(text_input("result", f"What became of it ({done})?", max_length=1000))
        blocks.append(_day_input("on", "On"))
        if one.kind in (ConsequenceKind.DUTY, ConsequenceKind.DOCUMENT):
            hint = "Then it stays open until that day: 12 months, 1 May 2028."
            blocks.append(text_input("following", "To be looked at again", optional=True,
                                     hint=hint, max_length=100))  # fmt: skip
    return modal(ids.CONSEQUENCE_FORM, "What follows", blocks, private=private)


def _day_input(name: str, label: str, initial: date | None = None) -> Block:
    picker: Block = {"type": "datepicker", "action_id": "value"}
    if initial:
        picker["initial_date"] = initial.isoformat()
    return input_block(name, label, picker, optional=True, hint="Left empty: today.")


def standing_form(resolution: Resolution, private: str) -> Block:
    """What has become of one of its clauses."""
    clauses = [
        (cut(f"{clause_part(resolution.clauses, c)} {c.text}".strip(), 75), c.id)
        for c in resolution.clauses
    ]
    open_to = {s for c in resolution.clauses for s in ALLOWED[c.standing]}
    standings = [(STANDING_WORDS[s].capitalize(), s.value) for s in Standing if s in open_to]
    blocks = [
        context(esc(resolution.key)),
        input_block("clause", "Clause", select("value", clauses, clauses[0][1])),
        input_block("to", "What has become of it", select("value", standings)),
        text_input("by", "By which resolution", optional=True, max_length=200,
                   hint="Where it is superseded: its key or its minute."),
        _day_input("on", "On"),
        text_input("reason", "Why", optional=True, max_length=1000,
                   hint="Needed where it is rescinded, or put back in force."),
    ]  # fmt: skip
    return modal(ids.STANDING_FORM, "Standing of a clause", blocks, private=private)
