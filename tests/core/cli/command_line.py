"""The command line as tests use it."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from core.cli.main import app


def core(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(result: Result) -> list[dict[str, Any]]:
    """Read the whole of standard output as JSON, a strict object a line."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    found = [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]
    assert all(isinstance(line, dict) for line in found)
    return found
