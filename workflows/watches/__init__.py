"""The kinds of things that are watched besides actions, one module each; `workflows.watching` has
the table of them."""
