"""The e-mail links of an action, for its officers. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.slack import ids
from bot.slack.views.actions import title_cut
from bot.slack.views.blocks import Block, actions, button, context, esc, section
from workflows.actions import Action
from workflows.deadlines import day_words
from workflows.links import Link

_MOST = 30


def listing(
    action: Action, links: Sequence[Link], names: Mapping[str, str], zone: ZoneInfo
) -> list[Block]:
    """Whose links open this action, until when, and the button that ends them."""
    if not links:
        return [section(f"{title_cut(action)}\nNo e-mail link opens this action at present.")]
    lines = [f"• {_line(link, names, zone)}" for link in links[:_MOST]]
    if len(links) > _MOST:
        lines.append(f"and {len(links) - _MOST} more")
    end = button("Revoke e-mail links", ids.LINKS_REVOKE, ids.pack(action.id), "danger")
    return [
        section(f"{title_cut(action)}\n*E-mail links that open it*\n" + "\n".join(lines)),
        context("Whoever holds one can read this action and answer in that person’s name."),
        actions([end]),
    ]


def _line(link: Link, names: Mapping[str, str], zone: ZoneInfo) -> str:
    name = esc(names.get(link.person_id, "somebody"))
    sent, until = (day_words(t.astimezone(zone).date()) for t in (link.created_at, link.expires_at))
    used = f", answered by it on {day_words(link.used_at.astimezone(zone).date())}" if (
        link.used_at
    ) else ""  # fmt: skip
    return f"{name}: sent {sent}, good until {until}{used}"


def revoked(number: int, whose: str) -> str:
    """What became of them."""
    if number == 0:
        return f"{whose}: no e-mail link was good. Nothing was changed."
    links = "1 e-mail link is" if number == 1 else f"{number} e-mail links are"
    return f"{whose}: {links} revoked. The next e-mail carries new ones."
