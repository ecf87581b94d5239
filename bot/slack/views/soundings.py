"""Soundings in Slack: what those who are asked see, the officer's card, lists and the words of an
answer. Pure: data to blocks.

What is gathered here is consultation; no word of it says otherwise, and a test reads them all.
"""

from __future__ import annotations

import json
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
    overflow,
    section,
)
from workflows.sounding_links import REPLY
from workflows.sounding_seen import Seen
from workflows.sounding_states import Step, moment_words
from workflows.sounding_tally import Given, out_of_reach, reached_words, threshold_words
from workflows.soundings import Asked, Sounding, SoundingState, View

MARKS = {
    SoundingState.WAITING: ":hourglass_flowing_sand:",
    SoundingState.OPEN: ":speech_balloon:",
    SoundingState.CLOSED: ":ballot_box_with_check:",
    SoundingState.WITHDRAWN: ":heavy_multiplication_x:",
}
#: What a reply is for, said wherever one is asked for.
CONSULTS = (
    "This gathers views between meetings. The board itself takes the matter up when it meets."
)
WRITTEN = (
    "The rules of this body let it resolve in writing: an officer may record what comes of this "
    "as a resolution."
)
_BUTTONS = {
    Step.PERMIT: "The meeting agreed…",
    Step.CLOSE: "Close now…",
    Step.EXTEND: "Extend…",
    Step.NOTE: "Note a reply…",
    Step.RESOLVE: "Record as resolution…",
    Step.REPORT: "Reported",
}
_MENU = {
    Step.SUBSTITUTE: "Name a substitute…",
    Step.LEAVE_OUT: "Leave somebody out…",
    Step.DISPENSE: "Record a dispensation…",
    Step.WITHDRAW: "Withdraw…",
}


def title(sounding: Sounding) -> str:
    lock = ":lock: " if sounding.exempt else ""
    return f"{lock}*{esc(sounding.reference)}* · {esc(cut(sounding.question, 1500))}"


def line(seen: Seen) -> str:
    """The line of a notification."""
    sounding = seen.sounding
    return cut(f"{seen.board.name} asks for your view: {sounding.question}", 300)


# --- for those who are asked ----------------------------------------------------------------------


def ask(seen: Seen) -> list[Block]:
    """The question with its buttons, for somebody who is asked; how it stands once it is over."""
    sounding = seen.sounding
    blocks = [
        section(f"*{esc(seen.board.name)}: your view is asked for*"),
        section(title(sounding)),
    ]
    if sounding.background:
        blocks.append(section(f">{esc(sounding.background).replace(chr(10), chr(10) + '>')}"))
    blocks.append(context(*_facts(seen)))
    if seen.own and not seen.own.is_asked:
        return [*blocks, section(_left_out_words(seen.own))]
    if seen.own_reply:
        blocks.append(section(own_reply(seen)))
    if seen.may_reply:
        blocks.append(section("What do you think?"))
        blocks.append(answer_here(*REPLY.key, sounding.id, _answers(seen)))
    blocks += _result(seen)
    blocks.append(context(WRITTEN if sounding.written else CONSULTS))
    return blocks


def _left_out_words(own: Asked) -> str:
    return f"You are left out of this for an interest: {esc(own.left_out)}. No reply is asked."


def _facts(seen: Seen) -> list[str]:
    sounding = seen.sounding
    found = [f"{sounding.reference} {seen.stands.words}"]
    if seen.opened_by:
        found.append(f"asked by {seen.opened_by}")
    if seen.stands_in and seen.own:
        found.append(f"you answer in the place of {seen.own.name}")
    elif seen.own and seen.own.substitute_id:
        found.append(f"{seen.own.substitute_name} may answer in your place; the last reply counts")
    if sounding.permission:
        found.append(f"permitted by the meeting: {cut(sounding.permission, 200)}")
    if sounding.hidden:
        found.append("replies are hidden until it closes")
    if seen.papers:
        found.append(f"papers: {cut(', '.join(seen.papers), 300)}")
    if sounding.exempt:
        found.append(f"exempt: {cut(sounding.exempt, 200)}; not for publication")
    return [esc(" · ".join(found))]


def own_reply(seen: Seen) -> str:
    """The reply that stands for the reader's place, and whose it was if not theirs."""
    view = seen.own_reply
    assert view is not None
    noted = " (noted by an officer)" if view.on_behalf_of else ""
    whose = "Your reply" if view.by == seen.reader_id or noted else "The reply that stands"
    change = " You can change it until it closes." if seen.may_reply else ""
    return f":white_check_mark: {whose}{noted}: *{esc(view.option)}*.{change}{_comment(view)}"


def _comment(view: View) -> str:
    return f"\n>{esc(cut(view.comment, 800))}" if view.comment else ""


def reply_row(seen: Seen) -> list[Block]:
    """The answers alone, for an officer who is asked too."""
    return [section("Your own view:"), answer_here(*REPLY.key, seen.sounding.id, _answers(seen))]


def _answers(seen: Seen) -> list[Block]:
    found = [
        button(option, f"{ids.SOUNDING_REPLY}{n}", reply_value(seen, n))
        for n, option in enumerate(seen.sounding.options)
    ]
    interest = ids.pack(seen.sounding.id, seen.sounding.version)
    if seen.own and not seen.stands_in:
        found.append(button("I have an interest…", ids.SOUNDING_STEP + "own_interest", interest))
    return found


def reply_value(seen: Seen, option: int) -> str:
    """What a button of an answer carries: which one, and which reply stood when it was drawn."""
    shown = seen.own_reply.id if seen.own_reply else ""
    return json.dumps([seen.sounding.id, option, shown], separators=(",", ":"))


def _result(seen: Seen) -> list[Block]:
    """Who has replied, and what came of it as far as the reader may see it."""
    if seen.stands.state is SoundingState.WAITING:
        return []
    tally = seen.tally
    who = f"{len([a for a in seen.replied if a.voting])} of {tally.asked} have replied"
    enough = reached_words(tally)
    rows = [f"*{who}*" + (f" · {esc(enough)}" if enough else "")]
    if seen.shows_replies:
        rows.append(" · ".join(f"{esc(o)} *{n}*" for o, n in tally.options))
    if seen.stands.state is SoundingState.WITHDRAWN:
        rows = [f"Withdrawn: {esc(seen.sounding.reason)}. What was replied is not counted."]
    return [section("\n".join(rows))]


# --- the officer's card ---------------------------------------------------------------------------


def card(seen: Seen) -> list[Block]:
    """Everything for an officer, with what can be done now; the same without buttons for others."""
    sounding = seen.sounding
    mark = MARKS[seen.stands.state]
    blocks = [section(f"{mark} {title(sounding)}"), context(*_card_facts(seen))]
    if sounding.background:
        blocks.append(section(f">{esc(cut(sounding.background, 900)).replace(chr(10), ' ')}"))
    blocks += _result(seen)
    people = _people(seen)
    if people:
        blocks.append(section(people))
    if seen.shows_replies:
        blocks += [section(t) for t in _said(seen)]
    if sounding.outcome:
        blocks.append(context(f"*Outcome:* {esc(sounding.outcome)}"))
    out = out_of_reach(sounding) if seen.stands.state in _LIVE else ()
    if out:
        blocks.append(
            context(
                ":triangular_flag_on_post: The threshold cannot be reached by those who are asked "
                f"now: {esc(', '.join(out))} lacking. Name a substitute, or withdraw it."
            )
        )
    if seen.papers_awaited > 0:
        blocks.append(
            context(
                f":hourglass: {seen.papers_awaited} of the papers are still being fetched; "
                "those asked hear of it when they are in."
            )
        )
    return [*blocks, *_buttons(seen)]


_LIVE = (SoundingState.WAITING, SoundingState.OPEN)


def _card_facts(seen: Seen) -> list[str]:
    sounding = seen.sounding
    found = [f"{sounding.reference} {seen.stands.words}"]
    if seen.stands.state is SoundingState.WAITING:
        deadline = moment_words(sounding.deadline, seen.board.zone)
        found.append(f"replies until {deadline}")
    threshold = threshold_words(sounding.threshold)
    if threshold:
        found.append(f"threshold: {threshold}")
    if sounding.permission:
        found.append(f"permission: {cut(sounding.permission, 200)}")
    if sounding.hidden:
        found.append("replies hidden until it closes")
    if sounding.reason and seen.stands.state is SoundingState.CLOSED:
        found.append(f"closed early: {cut(sounding.reason, 300)}")
    if seen.papers:
        found.append(f"papers: {cut(', '.join(seen.papers), 300)}")
    if sounding.exempt:
        found.append(f"exempt: {cut(sounding.exempt, 200)}")
    if sounding.resolution_id:
        found.append("recorded as a resolution")
    return [esc(" · ".join(found))]


def _people(seen: Seen) -> str:
    """Who has replied, who is waited for, who is left out and why."""
    rows = []
    if seen.replied:
        rows.append("*Replied:* " + "; ".join(_named(a) for a in seen.replied))
    waited_for = seen.tally.awaited if seen.replied or seen.officer else ()
    if waited_for and seen.stands.state in _LIVE:
        told = "To be asked" if seen.stands.state is SoundingState.WAITING else "Waited for"
        rows.append(f"*{told}:* " + "; ".join(_named(a) for a in waited_for))
    elif waited_for:
        rows.append("*No reply:* " + "; ".join(_named(a) for a in waited_for))
    for asked in seen.sounding.asked:
        if asked.left_out and asked.dispensation:
            rows.append(
                f"*Dispensation:* {esc(asked.name)}, {esc(cut(asked.dispensation, 200))} "
                f"(interest: {esc(cut(asked.left_out, 200))})"
            )
        elif asked.left_out:
            rows.append(f"*Left out:* {esc(asked.name)}, {esc(cut(asked.left_out, 200))}")
    return cut("\n".join(rows), 2900)


def _named(asked: Asked) -> str:
    where = ", ".join(w for w in (asked.seat, *asked.posts) if w)
    where = f" ({where})" if where else ""
    besides = "" if asked.voting else ", heard besides"
    stands_in = f", substitute {asked.substitute_name}" if asked.substitute_id else ""
    return esc(f"{asked.name}{where}{stands_in}{besides}")


def _said(seen: Seen) -> list[str]:
    """What each one said, packed into texts that fit a section."""
    rows = [_given(g) for g in (*seen.tally.given, *seen.tally.heard)]
    texts: list[str] = []
    for row in rows:
        if texts and len(texts[-1]) + len(row) < 2800:
            texts[-1] += f"\n{row}"
        else:
            texts.append(row)
    if len(texts) > 12:
        return [*texts[:12], "_The rest stands in the report (.docx)._"]
    return texts


def _given(given: Given) -> str:
    asked, view = given.asked, given.view
    by = ""
    if view.on_behalf_of:
        by = ", noted by an officer"
    elif asked.substitute_id and view.by == asked.substitute_id:
        by = f", by {asked.substitute_name} as substitute"
    by += f", by {view.via}" if view.via and not view.on_behalf_of else ""
    return f"• {esc(asked.name)}{esc(by)}: *{esc(view.option)}*{_comment(view)}"


def _buttons(seen: Seen) -> list[Block]:
    packed = ids.pack(seen.sounding.id, seen.sounding.version)
    found = [
        button(words, f"{ids.SOUNDING_STEP}{step.value}", packed)
        for step, words in _BUTTONS.items()
        if step in seen.steps
    ]
    if seen.officer and seen.stands.state is SoundingState.CLOSED:
        found.append(button("Report (.docx)", ids.SOUNDING_STEP + "paper", packed))
    menu = [
        (words, json.dumps([step.value, seen.sounding.id], separators=(",", ":")))
        for step, words in _MENU.items()
        if step in seen.steps
    ]
    if menu:
        found.append(overflow(ids.SOUNDING_STEP + "more", menu))
    return [actions(found, block_id=f"sounding:{seen.sounding.id}")] if found else []


# --- lists and words ------------------------------------------------------------------------------


def listing(board: str, found: Sequence[Seen], withheld: int) -> list[Block]:
    """The board's soundings, each with a button that shows the whole of it."""
    blocks = [section(f"*{esc(board)}: views sought between meetings*")]
    if not found:
        blocks.append(section("None is on record. An officer seeks views with `/sounding`."))
    for seen in found[:40]:
        who = f"{len(seen.replied)} replied" if seen.replied else ""
        facts = " · ".join(w for w in (seen.stands.words, who, reached_words(seen.tally)) if w)
        show = button(
            "Show", ids.SOUNDING_STEP + "show", ids.pack(seen.sounding.id, seen.sounding.version)
        )
        mark = MARKS[seen.stands.state]
        text = f"{mark} {title(seen.sounding)[:600]}\n{esc(cut(facts, 400))}"
        blocks.append(section(text, show))
    notes = [f"and {len(found) - 40} more"] if len(found) > 40 else []
    if withheld:
        notes.append(f"{withheld} exempt not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def opened(seen: Seen, remarks: Sequence[str]) -> str:
    """The echo after opening: what was read, and what happens next."""
    sounding = seen.sounding
    number = len(sounding.taking_part)
    until = moment_words(sounding.deadline, seen.board.zone)
    threshold = threshold_words(sounding.threshold)
    said = (
        f"{MARKS[sounding.state]} *{esc(sounding.reference)}*: {esc(cut(sounding.question, 300))}\n"
        f"Answers: {esc(' / '.join(sounding.options))} · {number} asked · until {until}"
    )
    said += f" · threshold {esc(threshold)}" if threshold else ""
    left_out = [a.name for a in sounding.asked if not a.is_asked]
    said += f"\nLeft out for an interest: {esc(', '.join(left_out))}." if left_out else ""
    if sounding.state is SoundingState.WAITING:
        said += (
            "\nThe rules of this board ask for the meeting's permission first, so nobody has been "
            "asked yet: it is proposed for the next agenda. If the meeting has agreed already: "
            f"`/sounding permit {sounding.reference} minute 22/8`"
        )
    else:
        said += (
            "\nThose asked have a message with the answers as buttons, or an e-mail. "
            "Your card is in our direct message."
        )
    return said + "".join(f"\n:information_source: {esc(r)}" for r in remarks)


def news(seen: Seen, what: str) -> str:
    """One line for those who take part: it was extended, closed or withdrawn."""
    sounding = seen.sounding
    name = f"*{esc(seen.board.name)}, {esc(sounding.reference)}*"
    question = esc(cut(sounding.question, 300))
    if what == "extended":
        until = moment_words(sounding.deadline, seen.board.zone)
        return f"{name} is open longer, until {until}: {question}"
    if what == "withdrawn":
        return f"{name} was withdrawn: {esc(sounding.reason)}. No reply is needed. {question}"
    thanks = " Thank you for your reply." if seen.own_reply else ""
    return f"{name} is closed. {esc(sounding.outcome)}{thanks}\n>{question}"


def replied(sounding: Sounding, view: View, whose: str = "") -> str:
    """What a reply did."""
    place = f" for {esc(whose)}" if whose else ""
    comment = " with your comment" if view.comment and not whose else ""
    return (
        f":white_check_mark: *{esc(sounding.reference)}*: “{esc(view.option)}” is recorded{place}"
        f"{comment}. It can be changed until the close; the last reply counts."
    )


def changed(seen: Seen, step: Step) -> str:
    """What a step did, and how it stands."""
    sounding = seen.sounding
    name = f"*{esc(sounding.reference)}*"
    lacking = f" Waited for: {len(seen.tally.awaited)}."
    match step:
        case Step.PERMIT:
            return f":speech_balloon: {name} is open: {len(sounding.taking_part)} are asked now."
        case Step.CLOSE:
            return f":ballot_box_with_check: {name} is closed. {esc(sounding.outcome)}"
        case Step.EXTEND:
            return f":speech_balloon: {name} {seen.stands.words}.{lacking} Those asked are told."
        case Step.WITHDRAW:
            return (
                f":heavy_multiplication_x: {name} {esc(seen.stands.words)}. Those asked are told."
            )
        case Step.REPORT:
            return f":ballot_box_with_check: {name} {seen.stands.words}."
        case _:
            return f"{name}: {len(sounding.taking_part)} are asked.\n{_people(seen)}"


def resolved(sounding: Sounding, key: str) -> str:
    """Recording its outcome as a resolution."""
    return (
        f":scroll: *{esc(sounding.reference)}* is recorded as a resolution: `/resolution show "
        f"{esc(key)}` shows it."
    )


def exempt_words(sounding: Sounding) -> str:
    """What marking it did."""
    if sounding.exempt:
        return (
            f":lock: *{esc(sounding.reference)}* is exempt: {esc(sounding.exempt)}. Whoever may "
            "not read it no longer finds it in what they were sent."
        )
    return f"*{esc(sounding.reference)}* is open matter."
