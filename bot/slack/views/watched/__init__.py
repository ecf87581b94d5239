"""The words for what is watched besides actions, one module for each kind of thing; the table of
them is `bot.slack.views.watched.table`. Pure: data to text and blocks."""
