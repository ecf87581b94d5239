"""Reading minutes: from a document's lines to a draft register, by rules that can be explained."""

from workflows.minutes.reader import read_minutes, to_json

__all__ = ["read_minutes", "to_json"]
