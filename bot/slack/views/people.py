"""The people of a board in Slack: the list, and the forms to add, edit and remove. Pure: data to
blocks."""

from __future__ import annotations

from collections.abc import Mapping

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
from workflows.board_people import Listed, People
from workflows.board_seats import SeatHeld
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.people import Person, Post, Role

ROLE_WORDS: Mapping[Role, str] = {
    Role.OFFICER: "committee officer",
    Role.CHAIR: "chair",
    Role.VICE_CHAIR: "vice-chair",
    Role.MEMBER: "member",
    Role.ASSOCIATE: "associate",
    Role.OBSERVER: "observer",
}
#: Of the 100 blocks of a modal some are headings and buttons.
_MOST_LISTED = 60
_MOST_POSTS = 25


def people_modal(data: People, search: str = "") -> Block:
    """Everybody with roles and posts; for officers also addresses, and buttons to change them."""
    wanted = search.strip().casefold()
    found = [line for line in data.listed if not wanted or wanted in _searchable(line)]
    blocks: list[Block] = []
    if data.may_manage:
        add = button("Add a person", ids.PERSON_STEP + "add", data.board.id, "primary")
        blocks.append(actions([add]))
    if not found:
        blocks.append(section(f"Nobody here is called “{esc(search)}”." if wanted else "Nobody."))
    for line in found[:_MOST_LISTED]:
        blocks.append(_person(line, data))
    if len(found) > _MOST_LISTED:
        blocks.append(
            context(f"and {len(found) - _MOST_LISTED} more: `/board people NAME` finds one")
        )
    blocks += _posts(data)
    if not data.may_manage:
        blocks.append(context("Addresses are shown to the board’s officers only."))
    private = f"{data.board.id}|{search}"[:3000]
    return modal("board_people", "People", blocks, submit=None, close="Close", private=private)


def people_text(data: People) -> str:
    """The same in words, where no form can be opened."""
    return (
        "\n".join(f"• {_line(line, data)}" for line in data.listed[:_MOST_LISTED]) or "Nobody yet."
    )


def _searchable(line: Listed) -> str:
    posts = (post.title for post, _ in line.posts)
    return " ".join((line.person.name, *line.person.variants, *posts)).casefold()


def _person(line: Listed, data: People) -> Block:
    if not data.may_manage:
        return section(_line(line, data))
    value = f"|{data.board.id}|{line.person.id}"
    menu = [
        ("Edit", "edit" + value),
        ("Revoke e-mail links", "links" + value),
        ("Remove from this board", "remove" + value),
    ]
    return section(_line(line, data), overflow(ids.PERSON_STEP + "menu", menu))


def _line(line: Listed, data: People) -> str:
    person = line.person
    what = ", ".join(ROLE_WORDS[r] for r in line.roles) or "no role"
    said = f"*{esc(person.name)}*" + ("" if person.active else " (account closed)") + f" · {what}"
    if person.organisation:
        said += f" · {esc(person.organisation)}"
    said += _seat_words(line, data)
    for post, holding in line.posts:
        said += f"\n{esc(post.title)}, since {day_words(holding.since)}"
    where = [] if person.slack_id else ["not in Slack"]
    if person.prefers_email and line.email:
        where.append(f"wants e-mail, to {esc(line.email)}")
    elif line.email:
        where.append(esc(line.email))
    elif data.may_manage and not person.slack_id:
        where.append(":warning: no e-mail address here: nothing reaches them")
    elif data.may_manage:
        where.append(":warning: no e-mail address here")
    if person.variants:
        where.append("also written " + esc(", ".join(person.variants)))
    return said + (f"\n_{' · '.join(where)}_" if where else "")


def _posts(data: People) -> list[Block]:
    """Posts that are vacant, will change hands, or have had other holders."""
    lines = []
    for post in data.posts:
        said = _post_line(post, data)
        if said:
            lines.append(said)
    if not lines:
        return []
    blocks = [section("*Posts: vacancies, changes to come, earlier holders*")]
    blocks += [context(line) for line in lines[:_MOST_POSTS]]
    return blocks


def _post_line(post: Post, data: People) -> str:
    holder = post.holder_on(data.today)
    parts = [] if holder else ["vacant"]
    for holding in sorted(post.holdings, key=lambda h: h.since):
        name = esc(data.names.get(holding.person_id, "somebody"))
        if holding.since > data.today:
            parts.append(f"{name} from {day_words(holding.since)}")
        elif holding.until is not None and holding.until < data.today:
            parts.append(f"{name} until {day_words(holding.until)}")
    return f"*{esc(post.title)}*: {'; '.join(parts)}" if parts else ""


def person_form(data: People, line: Listed | None = None) -> Block:
    """Add somebody, or change an entry. Block ids are the fields of `PersonForm`."""
    person = line.person if line else None
    blocks: list[Block] = []
    if person is None or not person.slack_id:
        blocks.append(
            input_block(
                "slack_id",
                "Person in this Slack",
                {"type": "users_select", "action_id": "value"},
                optional=True,
                hint="Or write the name of somebody who is not in Slack, below."
                if person is None
                else "If they have joined Slack since.",
            )
        )
    blocks += [
        text_input(
            "name",
            "Name",
            initial=person.name if person else "",
            optional=person is None,
            max_length=120,
        ),
        _roles(line),
        text_input(
            "email",
            "E-mail address",
            initial=(person.email or "") if person else "",
            optional=True,
            hint="Whoever is not in Slack gets everything by e-mail.",
            max_length=254,
        ),
        _by_email(person),
        text_input(
            "organisation",
            "Organisation",
            initial=person.organisation if person else "",
            optional=True,
            max_length=120,
        ),
        text_input(
            "variants",
            "Other spellings in papers",
            initial=", ".join(person.variants) if person else "",
            optional=True,
            hint="Cllr R Peake, RP – separated by commas.",
            max_length=500,
        ),
        *_seat(data, line),
        *_held_posts(line),
        text_input(
            "post",
            "New post",
            optional=True,
            hint="Director of Public Health. Its present holder’s term ends the day before; what "
            "the post owns moves with it.",
            max_length=150,
        ),
        input_block(
            "since",
            "In that post since",
            {"type": "datepicker", "action_id": "value"},
            optional=True,
            hint="Left empty: from today.",
        ),
    ]
    private = f"{data.board.id}|{ids.pack(person.id, person.version) if person else ''}"
    title = "Edit a person" if person else "Add a person"
    return modal(ids.PERSON_FORM, title, blocks, submit="Save", private=private)


def _by_email(person: Person | None) -> Block:
    """The wish for e-mails, which whoever is in Slack may change on Home too."""
    choice = option("Send e-mail instead of Slack messages", "email")
    element: Block = {"type": "checkboxes", "action_id": "value", "options": [choice]}
    if person and person.prefers_email:
        element["initial_options"] = [choice]
    return input_block("by_email", "How they are reached", element, optional=True)


def _seat_words(line: Listed, data: People) -> str:
    """The constituency, the vote where it is not what the role says, who stands in, who sent
    them."""
    seat = line.seat
    if seat is None:
        return ""
    parts = [f"sits for {seat.seat}" if seat.seat else ""]
    if seat.voting is not None:
        parts.append("votes" if seat.votes else "does not vote")
    if seat.substitutes:
        names = (data.names.get(s, "somebody") for s in seat.substitutes)
        parts.append(f"substitute: {', '.join(names)}")
    if seat.appointed_by:
        parts.append(f"appointed by {seat.appointed_by}")
    told = "; ".join(p for p in parts if p)
    return f"\n{esc(told)}" if told else ""


def _seat(data: People, line: Listed | None) -> list[Block]:
    """Constituency, vote, substitutes, who appointed them: for who sits on the board."""
    held = line.seat if line and line.seat else SeatHeld()
    known = ", ".join(s.name for s in data.board.rules_on(data.today).seats)
    choices = [("As the role says", "role"), ("Votes", "yes"), ("Does not vote", "no")]
    voting = {True: "yes", False: "no", None: "role"}[held.voting]
    return [
        text_input(
            "seat",
            "Constituency they sit for",
            initial=held.seat,
            optional=True,
            hint=cut(f"The rules know: {known}.", 300) if known else "As `/board rules` names it.",
            max_length=200,
        ),
        input_block("voting", "Vote", select("value", choices, voting), optional=True),
        text_input(
            "substitutes",
            "Named substitutes",
            initial=", ".join(data.names.get(s, "") for s in held.substitutes),
            optional=True,
            hint="Names with commas between them.",
            max_length=500,
        ),
        text_input(
            "appointed_by",
            "Appointed by",
            initial=held.appointed_by,
            optional=True,
            max_length=200,
        ),
    ]


def _roles(line: Listed | None) -> Block:
    options = {role: option(words.capitalize(), role.value) for role, words in ROLE_WORDS.items()}
    element: Block = {
        "type": "multi_static_select",
        "action_id": "value",
        "options": list(options.values()),
    }
    chosen = line.roles if line else (Role.MEMBER,)
    if chosen:
        element["initial_options"] = [options[r] for r in chosen]
    return input_block("roles", "Roles on this board", element, optional=True)


def _held_posts(line: Listed | None) -> list[Block]:
    if line is None or not line.posts:
        return []
    options = [option(cut(post.title, 75), post.id) for post, _ in line.posts]
    element: Block = {
        "type": "checkboxes",
        "action_id": "value",
        "options": options[:10],
        "initial_options": options[:10],
    }
    hint = "Untick a post that is given up today."
    return [input_block("posts_kept", "Posts held", element, optional=True, hint=hint)]


def remove_form(board: Board, line: Listed, owned: int) -> Block:
    """Are you sure: what ends, what stays."""
    what = "1 open action" if owned == 1 else f"{owned} open actions"
    text = (
        f"*{esc(line.person.name)}* will have no role and no post on *{esc(board.name)}* from "
        "today. What a post owns stays with the post."
    )
    if owned:
        text += (
            f"\n{what} owned by name stay theirs until handed over: you and the other officers get "
            "a message with a button for that at once."
        )
    return modal(
        ids.REMOVE_PERSON,
        "Remove a person",
        [section(text)],
        submit="Remove",
        private=f"{board.id}|{line.person.id}",
    )


def told(title: str, text: str) -> Block:
    """The form, submitted: what happened."""
    return modal("done", title, [section(text)], submit=None, close="Close")
