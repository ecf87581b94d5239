"""A local, Slack-compatible workspace: a process and a database of its own.

It speaks Slack's protocol to the bot and serves a page to the browser. It knows nothing else of
this product, so that what passes here has passed through the same doors as in Slack.
"""
