"""What officers read of somebody who has gone, and the form to hand over what is theirs. Pure: data
to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.actions import list_line
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
    section,
    text_input,
)
from workflows.action_steps import Step
from workflows.actions import Action
from workflows.handing_over import Leaver
from workflows.owners import owner_words
from workflows.people import Person, Post

#: Of the 50 blocks of a message a few are the heading and the buttons.
_MOST_LISTED = 40


def leaver_text(data: Leaver) -> str:
    """One sentence, also for the notification."""
    name, count = esc(data.person.name), len(data.to_hand_over)
    what = "1 open action" if count == 1 else f"{count} open actions"
    if not count:
        return f"All that {name} left behind has been handed over."
    if data.why == "removed":
        boards = {data.boards[a.board_id].name for a in data.to_hand_over}
        return f"{name} was removed from {esc(' and '.join(sorted(boards)))}: {what} to hand over."
    if data.person.active:
        return f"{name} is back: {what} stay theirs unless you hand them over."
    return f"{name}’s Slack account was closed: {what} to hand over."


def leaver_blocks(data: Leaver) -> list[Block]:
    """What is still to be handed over, each with its button, and one for all of it."""
    left = data.to_hand_over
    sign = ":warning:" if left else ":white_check_mark:"
    blocks = [section(f"{sign} *{leaver_text(data)}*")]
    if left:
        blocks.append(context(_meanwhile(data)))
        value = "|".join((data.person.id, ",".join(p.id for p in data.posts)))
        buttons = [button("Hand all over to…", ids.LEAVER_STEP + "all", value[:2000], "primary")]
        if len(left) > 1 or data.posts:
            blocks.append(actions(buttons, f"leaver:{data.person.id}"))
    for action in left[:_MOST_LISTED]:
        value = ids.pack(action.id, action.version)
        hand_over = button("Hand over to…", ids.ACTION_STEP + Step.REASSIGN.value, value)
        row = section(_line(action, data), hand_over)
        blocks.append({**row, "block_id": f"leaver:{action.id}"})
    more = len(left) - _MOST_LISTED
    notes = [f"and {more} more: hand all over at once, or see the action log"] if more > 0 else []
    if data.handed_over:
        gone = ", ".join(
            f"{esc(a.reference)} → {esc(cut(owner_words(a.owners), 60))}"
            for a in data.handed_over[:20]
        )
        notes.append(f"Handed over or ended: {gone}")
    return [*blocks, *(context(n) for n in notes)]


def _meanwhile(data: Leaver) -> str:
    """Who is reminded until then."""
    if data.why == "removed" or data.person.active:
        return "Until then the reminders of what is theirs by name still go to them."
    return "Until then the reminders come to you, and e-mailed links of theirs no longer open."


def _line(action: Action, data: Leaver) -> str:
    said = list_line(action, data.today)
    posts = [p.title for p in data.posts if any(o.post_id == p.id for o in action.owners)]
    if posts:
        said += f"\n      _with the post of {esc(', '.join(posts))}_"
    return said


def hand_over_form(person: Person, posts: Sequence[Post]) -> Block:
    """To whom all of it goes. Block ids are the fields of the core's errors."""
    blocks: list[Block] = [
        section(
            f"Everything open that *{esc(person.name)}* owns by name on your boards goes to "
            "somebody else. Whoever owns it beside them stays."
        ),
        input_block(
            "owners_slack",
            "To whom?",
            {"type": "users_select", "action_id": "value"},
            optional=True,
        ),
        text_input(
            "owners",
            "Or a name, a post or a group",
            optional=True,
            placeholder="Femi Adeleke, DPH, the Executive",
            max_length=150,
        ),
    ]
    if posts:
        options = [option(cut(f"{p.title}", 75), p.id) for p in posts][:10]
        element: Block = {
            "type": "checkboxes",
            "action_id": "value",
            "options": options,
            "initial_options": options,
        }
        hint = "What a post owns moves with it. Untick a post that somebody else will hold."
        label = "Also their posts, from today"
        blocks.append(input_block("posts", label, element, optional=True, hint=hint))
    blocks.append(text_input("reason", "Why?", optional=True, max_length=300))
    return modal(ids.HAND_OVER, "Hand over", blocks, submit="Hand over", private=person.id)


def handed_over(person: Person, to: str, count: int, posts: int) -> Block:
    """The form, submitted: what happened."""
    what = "1 action is" if count == 1 else f"{count} actions are"
    text = f"{what} with *{esc(to)}* now instead of *{esc(person.name)}*. They are told."
    if posts:
        text += f" So {'is 1 post' if posts == 1 else f'are {posts} posts'}."
    return modal("done", "Handed over", [section(text)], submit=None, close="Close")
