"""Who is away, in Slack: the form of /board away, its list, what each side is told, and the words
on Home. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.slack import ids
from bot.slack.views.actions import list_line
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    divider,
    esc,
    input_block,
    modal,
    overflow,
    section,
    select,
    text_input,
)
from workflows.absence_noting import Noted
from workflows.absences import Absences, Away, Notice
from workflows.deadlines import day_words
from workflows.people import Absence, Person

_MOST_LISTED = 20
_MOST_ACTIONS = 40


def away_modal(data: Absences) -> Block:
    """/board away: what is noted, with a way to change or end each, and the form for a new one."""
    blocks = [*_own(data), *_listed(data)]
    if blocks:
        blocks += [divider(), section("*Note another absence*")]
    blocks += _fields(data)
    return modal(ids.AWAY_FORM, "Away", blocks, submit="Save")


def change_form(data: Absences, away: Away) -> Block:
    """The form of one absence that is noted already."""
    private = f"{away.person.id}|{away.absence.id}"
    heading = [section(f"*{esc(away.person.name)}*")] if away.person.id != data.caller.id else []
    blocks = [*heading, *_days(data.today, away.absence), *_deputy(data, away.deputy)]
    return modal(ids.AWAY_FORM, "Change an absence", blocks, submit="Save", private=private)


def _fields(data: Absences) -> list[Block]:
    who: list[Block] = []
    if data.people:
        own = data.caller.person
        rest = [p for p in data.people if p.id != own.id]
        named = [(f"{own.name} (you)", own.id), *((p.name, p.id) for p in rest)]
        who.append(input_block("person", "Who is away?", select("value", named, own.id)))
    return [*who, *_days(data.today), *_deputy(data)]


def _days(today: date, known: Absence | None = None) -> list[Block]:
    def picker(day: date | None) -> Block:
        element: Block = {"type": "datepicker", "action_id": "value"}
        return {**element, "initial_date": day.isoformat()} if day else element

    return [
        input_block("since", "First day away", picker(known.since if known else today)),
        input_block(
            "until",
            "Last day away",
            picker(known.until if known else None),
            hint="On the day after, everything comes back by itself.",
        ),
    ]


def _deputy(data: Absences, known: Person | None = None) -> list[Block]:
    element: Block = {"type": "users_select", "action_id": "value"}
    if known and known.slack_id and known.active:
        element["initial_user"] = known.slack_id
    fields = [
        input_block(
            "deputy",
            "Who answers meanwhile?",
            element,
            optional=True,
            hint="The deputy gets the reminders and may answer; both of you are told. Without one, "
            "the committee officers hear of it.",
        )
    ]
    if data.people:
        fields.append(
            text_input(
                "deputy_name",
                "Or somebody who is not in Slack",
                initial=known.name if known and not known.slack_id else "",
                optional=True,
                placeholder="Name, as under /board people",
                max_length=120,
            )
        )
    return fields


def _own(data: Absences) -> list[Block]:
    blocks: list[Block] = []
    for away in data.own:
        value = f"{away.person.id}|{away.absence.id}"
        blocks.append(section(f":palm_tree: *You are away* {span(away.absence)}\n{_who(away)}"))
        ending = "I’m back" if away.running else "I’ll not be away"
        buttons = [
            button(ending, ids.AWAY_STEP + "end", value, "primary" if away.running else None),
            button("Change", ids.AWAY_STEP + "change", value),
        ]
        blocks.append(actions(buttons, f"away:{away.absence.id}"))
    return blocks


def _listed(data: Absences) -> list[Block]:
    blocks: list[Block] = []
    for away in data.standing_in[:_MOST_LISTED]:
        text = f":point_right: *You stand in for {esc(away.person.name)}* {span(away.absence)}"
        blocks.append(section(text, _menu(data, away)))
    for away in data.others[:_MOST_LISTED]:
        text = f"*{esc(away.person.name)}* {span(away.absence)}\n{_who(away)}"
        blocks.append(section(text, _menu(data, away)))
    left = len(data.others) - _MOST_LISTED
    if left > 0:
        blocks.append(context(f"and {left} more: `/board away list` shows them all"))
    return blocks


def _menu(data: Absences, away: Away) -> Block | None:
    if away.person.id not in {p.id for p in data.people}:
        return None
    value = f"{away.person.id}|{away.absence.id}"
    ending = "Is back" if away.running else "Take it back"
    return overflow(
        ids.AWAY_STEP + "menu", [("Change", f"change|{value}"), (ending, f"end|{value}")]
    )


def span(absence: Absence) -> str:
    """ "on Mon 3 Aug 2027", "from Mon 3 Aug 2027 to Mon 17 Aug 2027"."""
    if absence.since == absence.until:
        return f"on {day_words(absence.since)}"
    return f"from {day_words(absence.since)} to {day_words(absence.until)}"


def _who(away: Away) -> str:
    """Who answers, and why it is not the deputy where it is not."""
    if away.deputy is None:
        return "Nobody stands in: the officers hear of what is theirs."
    deputy = esc(away.deputy.name)
    if not away.running or (away.answering and away.answering.id == away.deputy.id):
        return f"{deputy} answers meanwhile."
    then = f"{esc(away.answering.name)} answers" if away.answering else "the officers hear of it"
    return f"{deputy} is away too: {then}."


def listing_text(data: Absences) -> str:
    """/board away list, in words."""
    lines = [f"• You {span(a.absence)}. {_who(a)}" for a in data.own]
    lines += [f"• {esc(a.person.name)} {span(a.absence)}. You answer." for a in data.standing_in]
    lines += [f"• {esc(a.person.name)} {span(a.absence)}. {_who(a)}" for a in data.others]
    if not lines:
        return "Nobody is noted as away. `/board away 3 Aug to 17 Aug deputy @bea` notes you."
    return "*Away*\n" + "\n".join(lines)


def noted(done: Noted) -> str:
    """The answer to whoever noted it: who, when, who answers, and what they ought to know."""
    away = done.away
    who = "You are" if done.own else f"*{esc(away.person.name)}* is"
    said = f":palm_tree: {who} noted as away {span(away.absence)}."
    if away.deputy:
        both = "Both of you are told" if done.own else "Both are told"
        said += f" *{esc(away.deputy.name)}* answers meanwhile. {both}."
    return said + "".join(f"\n:triangular_flag_on_post: {esc(r)}" for r in done.remarks)


def ended(person: Person, absence: Absence, own: bool, today: date) -> str:
    """The answer to "I'm back"."""
    who = "You are" if own else f"*{esc(person.name)}* is"
    if absence.since > today:
        return f"Taken back: {who.lower() if own else who} not away {span(absence)}."
    whose = "yours" if own else "theirs"
    return f":wave: {who} back. What is {whose} comes to {'you' if own else 'them'} again from now."


# --- what each side is told -------------------------------------------------------------------


def notice_text(notice: Notice) -> str:
    """One sentence, also for the notification."""
    away, name = notice.away, esc(notice.away.person.name)
    when = span(away.absence)
    if notice.reader == "person":
        who = f"{esc(away.deputy.name)} answers for you" if away.deputy else "nobody stands in"
        return f"You are noted as away {when}; {who}."
    if notice.reader == "deputy":
        return f"{name} is away {when}, and you answer for what is theirs."
    return f"{name} is away {when}, and nobody stands in."


def notice_blocks(notice: Notice) -> list[Block]:
    """What the reader does meanwhile, and the actions concerned."""
    away, absence = notice.away, notice.away.absence
    back = day_words(absence.until + timedelta(days=1))
    count = len(notice.actions)
    what = "1 open action" if count == 1 else f"{count} open actions"
    name = esc(away.person.name)
    blocks = [section(f":palm_tree: *{notice_text(notice)}*")]
    if notice.reader == "person":
        deputy = esc(away.deputy.name) if away.deputy else "the committee officers"
        blocks.append(
            section(
                f"Reminders of what is yours ({what}) go to {deputy} meanwhile, and what is new is "
                f"told to both of you. On {back} it all comes back to you by itself."
            )
        )
    elif notice.reader == "deputy":
        now = f"{what.capitalize()} now:" if count else "Nothing is open now."
        blocks.append(
            section(
                f"Reminders come to you, and what you answer is recorded as said for {name}; what "
                f"is issued meanwhile is told to both of you. On {back} it goes back by itself. "
                f"{now}"
            )
        )
    else:
        blocks.append(
            section(f"Reminders of what is theirs come to the officers until then: {what}.")
        )
    blocks += _action_lines(notice)
    if notice.kept_back and notice.reader == "deputy":
        blocks.append(
            context("What is exempt and not for you to read goes to the officers instead.")
        )
    if notice.reader == "person":
        value = f"{away.person.id}|{absence.id}"
        ending = "I’m back" if away.running else "I’ll not be away"
        blocks.append(
            actions(
                [
                    button(ending, ids.AWAY_STEP + "end", value),
                    button("Change", ids.AWAY_STEP + "change", value),
                ]
            )
        )
    return blocks


def _action_lines(notice: Notice) -> list[Block]:
    lines = []
    for action in notice.actions[:_MOST_ACTIONS]:
        board = notice.boards[action.board_id]
        lines.append(f"{list_line(action, notice.today)} · {esc(board.short_name or board.name)}")
    blocks = [section("\n".join(lines[i : i + 8])) for i in range(0, len(lines), 8)]
    left = len(notice.actions) - _MOST_ACTIONS
    return [*blocks, context(f"and {left} more: see my Home tab")] if left > 0 else blocks


# --- on Home and on cards ---------------------------------------------------------------------


def home_blocks(own: Away | None, standing_in: Sequence[Away]) -> list[Block]:
    """The top of Home for whoever is away, and for whoever stands in for somebody."""
    blocks: list[Block] = []
    if own:
        who = (
            f"{esc(own.answering.name)} answers for you"
            if own.answering
            else ("nobody stands in: the officers hear of what is yours")
        )
        value = f"{own.person.id}|{own.absence.id}"
        text = f":palm_tree: *You are away until {day_words(own.absence.until)}*; {who}."
        blocks.append(section(text, button("I’m back", ids.AWAY_STEP + "end", value)))
    for away in standing_in:
        name = esc(away.person.name)
        blocks.append(
            context(
                f":point_right: You stand in for *{name}* until {day_words(away.absence.until)}: "
                "what is theirs stands here among yours."
            )
        )
    return blocks


def on_behalf(people: Iterable[tuple[Person, date]]) -> str:
    """ "for Tom Hallam, away until Mon 17 Aug 2027", for a card and a row; empty for one's own."""
    return "; ".join(f"for {p.name}, away until {day_words(until)}" for p, until in people)
