"""Slack's Web API, as far as the bot uses it: one module for each family of methods."""

from __future__ import annotations

from bot.workspace.web_api import apps, chat, conversations, files, reactions, users, views
from bot.workspace.web_api.method import Method

METHODS: dict[str, Method] = {
    method.name: method
    for family in (apps, chat, conversations, files, reactions, users, views)
    for method in family.METHODS
}
