"""Put hostile words into everything that a home records and a page shows."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from core.registry import Registry
from core.settings import Settings

Word = Callable[[], str]
MODEL_KEYS = frozenset({"device", "commit", "recipe", "network", "python", "keras", "base"})
RESULT_KEYS = frozenset({"name", "base", "device", "model"})
TAGGED = ("mlflow.runName", "device", "commit", "environment", "recipe")
SETTINGS = ("recipe", "network", "optimizer", "augmentation", "data", "epochs")


def fill(home: Path, word: Word) -> None:
    """Replace words in the records of a home, and tag, annotate and promote its runs."""
    registry = Registry(Settings(home=home))
    for run in registry.runs.all():
        registry.runs.set_tags(run.id, [word() for _ in range(5)])
        registry.runs.set_note(run.id, word())
    for version in registry.versions()[:3]:
        registry.promote(version.number, word())
    _fill_runs(home / "models" / "registry.db", word)
    _fill_jobs(home / "models" / "jobs.db", word)
    for path in home.glob("models/runs/*/artifacts/model/model.json"):
        _fill_json(path, word, MODEL_KEYS)
    for path in home.glob("data/wardrobe/*.json"):
        _fill_json(path, word, frozenset({"file", "model"}))
    for path in home.glob("data/batches/*/batch.json"):
        _fill_json(path, word, frozenset({"title"}))
    for path in (*home.glob("data/batches/*/answers.ndjson"), *home.glob("data/*/*/looks.ndjson")):
        _fill_json(path, word, frozenset({"name", "model", "error", "label"}) - _kept(path))


def _kept(path: Path) -> set[str]:
    """Return the keys whose values must be one of the ten classes."""
    return {"label"} if path.name == "answers.ndjson" else set()


def _fill_json(path: Path, word: Word, keys: frozenset[str]) -> None:
    """Replace the values of some keys in a file of JSON, one value or one a line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        filled = json.dumps(_filled(json.loads(text), word, keys))
    else:
        filled = "".join(
            json.dumps(_filled(json.loads(line), word, keys)) + "\n" for line in text.splitlines()
        )
    path.write_text(filled, encoding="utf-8")


def _filled(value: Any, word: Word, keys: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_filled(one, word, keys) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: word() if name in keys and isinstance(one, str) else _filled(one, word, keys)
        for name, one in value.items()
    }


def _fill_runs(database: Path, word: Word) -> None:
    with closing(sqlite3.connect(database)) as store, store:
        for (run,) in _rows(store, "select run_uuid from runs"):
            store.execute("update runs set name = ? where run_uuid = ?", (word(), run))
            for key in TAGGED:
                change = "update tags set value = ? where key = ? and run_uuid = ?"
                store.execute(change, (word(), key, run))
            for key in SETTINGS:
                change = "update params set value = ? where key = ? and run_uuid = ?"
                store.execute(change, (word(), key, run))
        store.execute("update params set key = ? where key = 'precision'", (word(),))


def _fill_jobs(database: Path, word: Word) -> None:
    with closing(sqlite3.connect(database)) as store, store:
        for id_, kind, result, progress in _rows(
            store, "select id, kind, result, progress from jobs"
        ):
            change = "update jobs set title = ?, message = ?, error = ? where id = ?"
            store.execute(change, (word(), word(), word(), id_))
            if kind in ("train", "teach"):
                both = [
                    json.dumps(_filled(json.loads(one), word, RESULT_KEYS))
                    for one in (result, progress)
                ]
                change = "update jobs set result = ?, progress = ? where id = ?"
                store.execute(change, (*both, id_))


def _rows(store: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    yield from store.execute(query).fetchall()
