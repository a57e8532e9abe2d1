"""`python -m core`: the same verbs as the pages, from a shell."""

from core.cli.main import run

run()
