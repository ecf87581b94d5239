"""Circulated papers and letters in Slack: cards, lists, forms and words. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    answer_here,
    button,
    context,
    cut,
    esc,
    file_input,
    input_block,
    modal,
    option,
    section,
    text_input,
)
from workflows.circulation_links import READ
from workflows.circulation_seen import SeenPaper
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.deadlines import day_words
from workflows.letters import what_is_lacking
from workflows.people import Person

_KINDS = {
    CirculationKind.INFORMATION: "for information",
    CirculationKind.COMMENT: "for comment",
    CirculationKind.LETTER: "letter",
    CirculationKind.CONSULTATION_REPLY: "reply to a consultation",
}


def title(paper: Circulation) -> str:
    lock = ":lock: " if paper.exempt else ""
    return f"{lock}*{esc(paper.reference)}* · {esc(cut(paper.title, 300))}"


def line(seen: SeenPaper) -> str:
    """The line of a notification."""
    asked = "asks for your comments on" if seen.paper.kind is CirculationKind.COMMENT else "sends"
    return cut(f"{seen.board.name} {asked}: {seen.paper.title}", 300)


def paper(seen: SeenPaper) -> list[Block]:
    """A paper for somebody to whom it went."""
    found = seen.paper
    blocks = [section(f"*{esc(seen.board.name)}: a paper {_KINDS[found.kind]}*\n{title(found)}")]
    if found.text:
        blocks.append(section(esc(found.text)))
    blocks.append(context(esc(" · ".join(_facts(seen)))))
    if seen.own and seen.own.answer:
        late = " (after the day for comments)" if seen.late(seen.own) else ""
        blocks.append(section(f":white_check_mark: Your comment{late}:\n>{esc(seen.own.answer)}"))
    elif seen.own and seen.own.opened_at:
        blocks.append(context(":white_check_mark: You have read it."))
    packed, buttons = ids.pack(found.id, found.version), []
    if seen.may_read:
        buttons.append(button("I have read it", ids.PAPER_STEP + "read", packed))
    if seen.may_answer:
        words = "Change my comment…" if seen.own and seen.own.answer else "Comment…"
        buttons.append(button(words, ids.PAPER_STEP + "comment", packed, "primary"))
    if buttons:
        blocks.append(answer_here(*READ.key, found.id, buttons))
    return blocks


def _facts(seen: SeenPaper) -> list[str]:
    found = seen.paper
    facts = []
    if found.state is CirculationState.DRAFT:
        facts.append("in preparation")
    if found.sent_on:
        facts.append(f"sent {day_words(found.sent_on)}")
    if seen.sent_by and not seen.is_letter:
        facts.append(f"by {seen.sent_by}")
    if found.deadline:
        facts.append(f"comments until {day_words(found.deadline)}")
    if seen.files:
        facts.append(f"papers: {cut(', '.join(seen.files), 300)}")
    if seen.files_awaited > 0:
        facts.append(f"{seen.files_awaited} of its files are still being fetched")
    if found.state is CirculationState.WITHDRAWN:
        facts.append("withdrawn")
    if seen.heard_on:
        facts.append(f"before the meeting of {day_words(seen.heard_on)}")
    if found.exempt:
        facts.append(f"exempt: {cut(found.exempt, 200)}; not for publication")
    return facts or [_KINDS[found.kind]]


# --- for officers ---------------------------------------------------------------------------------


def card(seen: SeenPaper) -> list[Block]:
    """A paper or letter for an officer, with what can be done; for others without buttons."""
    found = seen.paper
    blocks = [section(f"{title(found)}\n_{_KINDS[found.kind]}_")]
    if found.text:
        blocks.append(section(f">{esc(cut(found.text, 2400)).replace(chr(10), chr(10) + '>')}"))
    blocks.append(context(esc(" · ".join([*_letter_facts(seen), *_facts(seen)]))))
    if seen.officer and not seen.is_letter:
        blocks += [section(t) for t in _readers(seen)]
    lacking = what_is_lacking(found) if seen.is_letter else ""
    if lacking and found.state is CirculationState.DRAFT:
        blocks.append(context(f":triangular_flag_on_post: Before it can be sent: {esc(lacking)}."))
    if seen.unsigned and found.state is CirculationState.DRAFT:
        names = esc(", ".join(seen.unsigned))
        blocks.append(context(f":triangular_flag_on_post: Not signed yet by {names}."))
    return [*blocks, *_buttons(seen)]


def _letter_facts(seen: SeenPaper) -> list[str]:
    found = seen.paper
    facts = [f"to {found.to}"] if found.to else []
    if found.answers:
        facts.append(f"replies to {found.answers}")
    if found.approved_by:
        facts.append(f"approved by {' and '.join(found.approved_by)}, {found.approved_how}")
    if found.signed_by:
        on = f" on {day_words(found.signed_on)}" if found.signed_on else ""
        facts.append(f"signed by {' and '.join(found.signed_by)}{on}")
    return facts


def _readers(seen: SeenPaper) -> list[str]:
    """Who has read it, who has not, and what was said."""
    read = [r.name for r in seen.recipients if r.opened_at]
    not_yet = [r.name for r in seen.recipients if not r.opened_at]
    rows = [f"*Read by {len(read)} of {len(seen.recipients)}:* {', '.join(read) or 'nobody yet'}"]
    if not_yet:
        rows.append(f"*Not yet:* {', '.join(not_yet)}")
    for each in (r for r in seen.recipients if r.answer):
        late = " (late)" if seen.late(each) else ""
        rows.append(f"• {each.name}{late}: {cut(each.answer, 700)}")
    texts = [""]
    for row in rows:
        if len(texts[-1]) + len(row) > 2700:
            texts.append("")
        texts[-1] += f"{esc(row)}\n"
    return [t.rstrip() for t in texts[:10]]


def _buttons(seen: SeenPaper) -> list[Block]:
    found, packed = seen.paper, ids.pack(seen.paper.id, seen.paper.version)
    if not seen.officer:
        return []
    buttons = []
    if seen.is_letter and found.state is CirculationState.DRAFT:
        buttons.append(button("Approved…", ids.LETTER_STEP + "approved", packed))
        if found.approved_by:
            buttons.append(button("Signed…", ids.LETTER_STEP + "signed", packed))
        if not what_is_lacking(found):
            buttons.append(button("Sent…", ids.LETTER_STEP + "sent", packed, "primary"))
        buttons.append(button("Reword…", ids.LETTER_STEP + "reword", packed))
    gone = seen.is_letter and found.state is CirculationState.SENT
    if found.state in (CirculationState.DRAFT, CirculationState.SENT) and not gone:
        buttons.append(button("Withdraw…", ids.LETTER_STEP + "withdraw", packed))
    buttons.append(button("Exempt…", ids.LETTER_STEP + "exempt", packed))
    return [actions(buttons, block_id=f"circulation:{found.id}")]


def listing(
    board: str, found: Sequence[SeenPaper], withheld: int, *, of_letters: bool
) -> list[Block]:
    """The board's papers, or its letters, each with a button that shows it."""
    what = "letters and consultation replies" if of_letters else "papers circulated"
    blocks = [section(f"*{esc(board)}: {what}*")]
    if not found:
        command = "/board letter" if of_letters else "/board circulate"
        blocks.append(section(f"None is on record. An officer begins with `{command}`."))
    for seen in found[:40]:
        packed = ids.pack(seen.paper.id, seen.paper.version)
        facts = [_KINDS[seen.paper.kind], *_letter_facts(seen)[:1], *_facts(seen)]
        if seen.officer and not seen.is_letter:
            read = sum(r.opened_at is not None for r in seen.recipients)
            facts.append(f"read by {read} of {len(seen.recipients)}")
        text = f"{title(seen.paper)}\n{esc(cut(' · '.join(dict.fromkeys(facts)), 500))}"
        blocks.append(section(text, button("Show", ids.PAPER_STEP + "show", packed)))
    notes = [f"and {len(found) - 40} more"] if len(found) > 40 else []
    if withheld:
        notes.append(f"{withheld} exempt not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def circulated(seen: SeenPaper) -> str:
    """What circulating it did."""
    found, number = seen.paper, len(seen.recipients)
    if found.state is CirculationState.DRAFT:
        return (
            f":hourglass: *{esc(found.reference)}* goes to {number} as soon as its files are in. "
            f"`/board circulate show {found.reference}` says who has read it."
        )
    what = f"until {day_words(found.deadline)}" if found.deadline else "for information"
    name = cut(found.title, 200)
    stop = "" if name.endswith((".", "?", "!", "…")) else "."
    return (
        f":page_facing_up: *{esc(found.reference)}* has gone to {number} {what}: "
        f"{esc(name)}{stop} `/board circulate show {found.reference}` says who has "
        "read it; it is listed for the next meeting."
    )


def letter_words(seen: SeenPaper) -> str:
    """How a letter stands after a step."""
    found = seen.paper
    facts = "; ".join([*_letter_facts(seen), *_facts(seen)])
    lacking = what_is_lacking(found) if found.state is CirculationState.DRAFT else ""
    said = f":envelope: *{esc(found.reference)}* {esc(cut(found.title, 200))}: {esc(facts)}."
    if lacking:
        said += f" Before it can be sent: {esc(lacking)}."
    if seen.unsigned and found.state is CirculationState.DRAFT:
        said += f" Not signed yet by {esc(', '.join(seen.unsigned))}."
    if found.state is CirculationState.SENT:
        said += " It is listed for the next meeting."
    return said


# --- forms ----------------------------------------------------------------------------------------


def circulate_form(board: str, there: Sequence[tuple[Person, bool]], private: str) -> Block:
    """The form of /board circulate; members are ticked."""
    people = [option(p.name, p.id) for p, _ in there][:100]
    ticked = [o for o, (_, member) in zip(people, there, strict=False) if member]
    tick: Block = {"type": "multi_static_select", "action_id": "value", "options": people}
    if ticked:
        tick["initial_options"] = ticked
    blocks = [
        context(esc(board)),
        text_input("title", "What is it?", max_length=300),
        text_input("text", "Words to go with it", multiline=True, optional=True),
        file_input("files", "Files"),
        input_block("to", "To whom?", tick),
        text_input(
            "deadline",
            "Comments until",
            optional=True,
            max_length=100,
            placeholder="12 March",
            hint="Leave it empty to send it for information.",
        ),
        _exempt(),
    ]
    return modal(ids.PAPER_NEW, "Circulate a paper", blocks, submit="Send", private=private)


def comment_form(seen: SeenPaper, private: str) -> Block:
    """The comment of somebody to whom it went."""
    initial = seen.own.answer if seen.own else ""
    blocks = [
        section(title(seen.paper)),
        text_input("text", "Your comment", initial=initial, multiline=True),
    ]
    return modal(ids.PAPER_FORM, "Comment", blocks, submit="Send", private=private)


def letter_form(board: str, private: str) -> Block:
    """The form of /board letter."""
    blocks = [
        context(esc(board)),
        text_input("to", "To whom?", max_length=300),
        text_input("title", "About what?", max_length=300),
        text_input(
            "answers",
            "Replies to a consultation?",
            optional=True,
            max_length=300,
            placeholder="the consultation on urgent care",
            hint="Its name, if this is a reply to one. Leave it empty for a letter.",
        ),
        text_input("text", "Its words", multiline=True, optional=True),
        file_input("files", "Files"),
        _exempt(),
    ]
    return modal(
        ids.LETTER_NEW, "A letter", blocks, submit="Put into the register", private=private
    )


def step_form(found: Circulation, step: str, private: str) -> Block:
    """What is asked for at a step of a letter, and for withdrawing."""
    name, submit, blocks = {
        "approved": (
            "Words approved",
            "Save",
            [
                text_input("approved_by", "By whom?", max_length=300, hint="Names, with commas."),
                text_input(
                    "approved_how", "By which authority?", max_length=300, placeholder="minute 22/8"
                ),
            ],
        ),
        "signed": (
            "Signed",
            "Save",
            [
                text_input(
                    "signed_by",
                    "By whom?",
                    max_length=300,
                    hint="Names, with commas; both chairs of a joint board.",
                ),
                _on(),
            ],
        ),
        "sent": ("Sent", "Save", [_on()]),
        "reword": (
            "Reword",
            "Save",
            [
                text_input("text", "Its words", initial=found.text, multiline=True),
                text_input(
                    "reason",
                    "Why?",
                    max_length=1000,
                    hint="Approval and signatures are asked for anew.",
                ),
            ],
        ),
        "withdraw": (
            "Withdraw",
            "Withdraw it",
            [text_input("reason", "Why?", multiline=True, max_length=1000)],
        ),
        "exempt": ("Exempt", "Save", [_exempt(found.exempt)]),
    }[step]
    return modal(
        ids.LETTER_FORM, name, [section(title(found)), *blocks], submit=submit, private=private
    )


def _on() -> Block:
    return text_input("on", "On which day?", optional=True, max_length=60, placeholder="today")


def _exempt(initial: str = "") -> Block:
    return text_input(
        "exempt",
        "Exempt? Paragraph and reason",
        initial=initial,
        optional=True,
        max_length=300,
        hint="Leave empty for open matter. Exempt matter goes only to those who may read it.",
    )
