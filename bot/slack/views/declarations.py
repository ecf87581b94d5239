"""Declarations of interest and requests to address in Slack: answers, lists, the form.

Pure: data to blocks.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.declaration_phrases import as_new, declaration_words
from workflows.declarations import Declaration
from workflows.declaring import Registered, bars, must_do, number_of
from workflows.meetings import Meeting, PublicRequest
from workflows.public_requests import NIL_WORDS
from workflows.quorum import Quorate, quorum_words

_MOST = 40


def declared(declaration: Declaration, board: Board, quorate: Quorate | None) -> str:
    """The answer to a declaration: what was recorded, what the member must do, and the quorum for
    the item."""
    lock = ":lock: " if declaration.exempt else ""
    rows = [f":scales: {lock}Recorded: {esc(cut(declaration_words(declaration), 1200))}"]
    rows += [f"• {esc(told)}" for told in must_do(declaration, board)]
    if quorate and bars(declaration) and (words := quorum_words(quorate)):
        sign = "" if quorate.enough else ":warning: "
        rows.append(f"{sign}{esc(words)}")
    return "\n".join(rows)


def at_item(declarations: Sequence[Declaration], item: str) -> str:
    """What to say when the meeting reaches an item: who takes no part, and who declared what;
    empty if nobody did."""
    out = [d for d in declarations if bars(d)]
    rows = []
    if out:
        who = ", ".join(esc(d.name) for d in out)
        takes = "takes" if len(out) == 1 else "take"
        rows.append(
            f":no_entry: *{who}* {takes} no part in item {esc(number_of(item))} (declared "
            "interest)."
        )
    rows += [
        f":information_source: Declared: {esc(cut(declaration_words(d), 400))}"
        for d in declarations
        if d not in out
    ]
    return "\n".join(rows)


def at_meeting(
    meeting: Meeting, declarations: Sequence[Declaration], *, may_change: bool
) -> list[Block]:
    """What was declared at one meeting, each with a button that changes it."""
    blocks = [section(f"*Declarations of interest, {day_words(meeting.day)}*")]
    for each in declarations[:_MOST]:
        change = button("Change", f"{ids.DECLARATION_STEP}change", ids.pack(each.id, each.version))
        lock = ":lock: " if each.exempt else ""
        words = f"{lock}{esc(cut(declaration_words(each), 1200))}"
        blocks.append(section(words, accessory=change if may_change else None))
    if not declarations:
        nil = "declarations" in meeting.nil_returns
        blocks.append(section(NIL_WORDS["declarations"] if nil else "None is on record."))
    return blocks


def registered(board: Board, found: Sequence[Registered], days: str) -> list[Block]:
    """The register of declarations over time, newest first."""
    blocks = [section(f"*Declarations of interest, {esc(board.name)}*\n{esc(days)}")]
    rows = [
        f"• {day_words(r.meeting.day)}: {esc(cut(declaration_words(r.declaration), 500))}"
        for r in found[:_MOST]
    ]
    for start in range(0, len(rows), 5):
        blocks.append(section("\n".join(rows[start : start + 5])))
    if not rows:
        blocks.append(section("None is on record in these days."))
    if len(found) > _MOST:
        blocks.append(context(f"and {len(found) - _MOST} more: name a member, or fewer days"))
    return blocks


def form(
    private: str,
    people: Sequence[tuple[str, str]],
    initial: Declaration | None = None,
    item: str = "",
) -> Block:
    """Declare an interest, or change one. `people` are (name, value of the choice)."""
    new = as_new(initial) if initial else None
    registered = "" if new is None or new.registered is None else str(new.registered).lower()
    kinds = [("Disclosable pecuniary", "pecuniary"), ("Other", "other"), ("Not stated", "none")]
    kind = (new.kind.value or "none") if new else "none"
    chosen = next((value for name, value in people if new and name == new.who), None)
    if chosen is None and len(people) == 1:
        chosen = people[0][1]
    blocks = [
        input_block("who", "Who declares?", select("value", people, chosen, "Choose a member")),
        text_input(
            "item",
            "Item",
            initial=new.item if new else item,
            optional=True,
            max_length=200,
            placeholder="7",
            hint="Leave empty for an interest declared in general.",
        ),
        text_input(
            "nature",
            "What is the interest?",
            initial=new.nature if new else "",
            multiline=True,
            optional=True,
            max_length=1000,
            hint="Only a sensitive interest may do without.",
        ),
        input_block("kind", "Kind", select("value", kinds, kind)),
        input_block(
            "registered",
            "In the register of interests?",
            select("value", _SAID, registered or "unsaid"),
            hint="If not, the monitoring officer is told within 28 days.",
        ),
        text_input(
            "dispensation",
            "Dispensation",
            initial=new.dispensation if new else "",
            optional=True,
            max_length=300,
            hint="By whom and when it was granted; it lifts the bar.",
        ),
        input_block("left_room", "At the item", select("value", _ROOM, _room(new))),
        input_block(
            "sensitive",
            "Is it a sensitive interest?",
            select("value", _SENSITIVE, "yes" if new and new.sensitive else "no"),
            hint="Its nature is then for those alone who read exempt matter.",
        ),
    ]
    title = "Change a declaration" if initial else "Declare an interest"
    return modal(ids.DECLARATION_FORM, title, blocks, private=private)


_SAID = [("Not said", "unsaid"), ("Yes", "true"), ("No", "false")]
_ROOM = [("Not stated", "unsaid"), ("Left the room", "true"), ("Stayed in the room", "false")]
_SENSITIVE = [("No", "no"), ("Yes", "yes")]


def _room(new: object) -> str:
    left = getattr(new, "left_room", None)
    return "unsaid" if left is None else str(left).lower()


# --- requests to address --------------------------------------------------------------------------


def request_words(request: PublicRequest) -> str:
    late = ", after the deadline" if request.late else ""
    outcome = f": {request.outcome}" if request.outcome else ""
    return f"{request.name}, {request.about} (asked {day_words(request.on)}{late}){outcome}"


def asked(meeting: Meeting, request: PublicRequest, closes: str) -> str:
    """The answer to a request; a late one is flagged."""
    said = (
        f":speaking_head_in_silhouette: Recorded for {day_words(meeting.day)}: "
        f"{esc(request_words(request))}.\nWhat comes of it: "
        f"`/meeting outcome {esc(request.name)}: heard`"
    )
    if request.late:
        said += (
            f"\n:warning: It came after the deadline ({esc(closes)}). Whether it is heard is for "
            "the chair."
        )
    return said


def requests(meeting: Meeting, closes: str) -> str:
    """Who asked to address a meeting."""
    rows = [f"*Requests to address, {day_words(meeting.day)}*"]
    rows += [f"• {esc(cut(request_words(r), 500))}" for r in meeting.requests[:_MOST]]
    if not meeting.requests:
        nil = "requests" in meeting.nil_returns
        rows.append(NIL_WORDS["requests"] if nil else "None is on record.")
    if closes:
        rows.append(f"_They close {esc(closes)}._")
    return "\n".join(rows)
