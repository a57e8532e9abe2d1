"""Run the command line in a test, and read its JSON output."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from core.cli.main import app


def core(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(result: Result) -> list[dict[str, Any]]:
    """Parse all of standard output as strict JSON, one object per line."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not valid JSON")

    found = [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]
    assert all(isinstance(line, dict) for line in found)
    return found
