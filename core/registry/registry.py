"""Versions of the one model, and which of them answers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import ModelUnavailable
from core.files import locked
from core.model_files import require_whole
from core.registry import lookup
from core.registry.creation import back_up
from core.registry.runs import Runs
from core.registry.store import MODEL_FOLDER, FinishedRun, Store
from core.registry.version import CHALLENGER, CHAMPION, Change, ModelVersion
from core.settings import Settings


class Registry:
    """Reading is quick and needs no MLflow; changes go through it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings)
        self.runs = Runs(settings, self._store, self.changing, self.versions)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change the registry alone: no other thread or program of this home does meanwhile.

        The history of champions is numbered, and nobody may be promoted while it is deleted.
        Raises HomeUnusable where another holds it for a minute.
        """
        with locked(self._settings.registry_lock):
            yield

    def back_up(self) -> None:
        """Keep a copy of the registry's file beside it; raises OSError, sqlite3.Error."""
        back_up(self._settings)

    def warm(self) -> None:
        """Pay for MLflow's import before somebody waits for it."""
        self._store.prepare()

    def exists(self) -> bool:
        return lookup.exists(self._settings.registry)

    def versions(self, also_deleted: bool = False) -> tuple[ModelVersion, ...]:
        """Return all versions, newest first; none before the registry was made.

        A version whose run was deleted is one only for who asks for those too.
        """
        url = self._settings.registry
        query = lookup.ALL_VERSIONS if also_deleted else lookup.VERSIONS
        try:
            found, aliases = lookup.rows(url, query), lookup.rows(url, lookup.ALIASES)
        except LookupError:
            return ()
        named: dict[int, tuple[str, ...]] = {}
        for alias, number in aliases:
            named[int(number)] = (*named.get(int(number), ()), str(alias))
        return tuple(
            self._version(int(number), str(run_id), created, named.get(int(number), ()))
            for number, run_id, created in sorted(found, key=lambda row: -int(row[0]))
        )

    def _version(
        self, number: int, run_id: str, created: int, aliases: tuple[str, ...]
    ) -> ModelVersion:
        # Not the absolute path that MLflow keeps: a home that was moved still finds its models.
        folder = self._settings.runs / run_id / "artifacts" / MODEL_FOLDER
        return ModelVersion(number, run_id, created / 1000, folder, aliases)

    def shipped(self) -> ModelVersion:
        """Return the model in git, as it answers before anything was registered."""
        folder = self._settings.shipped_champion
        return ModelVersion(0, "", 0.0, folder, (CHAMPION,))

    def champion(self) -> ModelVersion:
        """Return the version that answers; the shipped model where none is registered."""
        return next((v for v in self.versions() if v.is_champion), self.shipped())

    def get(self, reference: str) -> ModelVersion:
        """Find a version by alias ("champion"), number ("3") or name ("v3").

        Raises ModelUnavailable, naming what there is.
        """
        if reference == CHAMPION:
            return self.champion()
        versions = self.versions()
        for version in versions:
            if reference in (version.name, str(version.number), *version.aliases):
                return version
        known = ", ".join([CHAMPION, *(v.name for v in versions)])
        raise ModelUnavailable(f"There is no model {reference!r}. There is: {known}.")

    def history(self) -> tuple[Change, ...]:
        """Return the changes of champion, oldest first."""
        try:
            return lookup.changes(self._settings.registry)
        except LookupError:
            return ()

    def mend(self) -> int:
        """Close what a killed process left open; return how many runs that were."""
        if not self.exists():
            return 0
        with self.changing():
            self._fill_vacancy()
            self._note_foreign_change()
        try:
            left = lookup.unfinished(self._settings.registry, self._settings.runs.as_uri())
        except LookupError:
            return 0
        return self._store.close(left) if left else 0

    def _fill_vacancy(self) -> None:
        """Give a title that nobody holds to its latest holder that is left, else to the oldest."""
        versions = self.versions()
        if not versions or any(version.is_champion for version in versions):
            return
        left = {version.number for version in versions}
        holders = [change.after for change in self.history() if change.after in left]
        self._store.set_alias(CHAMPION, holders[-1] if holders else min(left))

    def _note_foreign_change(self) -> None:
        """Record a change of champion that the history missed: made elsewhere, or cut short."""
        champion, history = self.champion(), self.history()
        if champion.number and (not history or history[-1].after != champion.number):
            before = history[-1].after if history else None
            reason = "Found at a start: changed outside this program, or while it was killed."
            change = Change(time.time(), "promote", before, champion.number, reason)
            self._store.note_change(len(history) + 1, change)

    def register(self, run: FinishedRun) -> ModelVersion:
        """Keep a finished run as a new version. It becomes the challenger; the first, champion."""
        number, run_id = self._store.add(run)
        with self.changing():
            if any(version.is_champion for version in self.versions()):
                self._store.set_alias(CHALLENGER, number)
            else:
                self._crown(number, "promote", "First model of this registry.")
        return next(version for version in self.versions() if version.run_id == run_id)

    def promote(self, number: int, reason: str) -> None:
        """Make a version the champion. Raises ModelUnavailable where its files are damaged."""
        with self.changing():
            version = self.get(str(number))
            require_whole(version.folder)
            if version.is_champion:
                raise ModelUnavailable(f"{version.name} is the champion already.")
            self._crown(number, "promote", reason)
            if CHALLENGER in version.aliases:
                self._store.drop_alias(CHALLENGER)

    def roll_back(self, reason: str) -> int:
        """Give the title back to the champion before this one; return its number."""
        with self.changing():
            number = self.previous_champion()
            if number is None:
                raise ModelUnavailable("There is no earlier champion to go back to.")
            require_whole(self.get(str(number)).folder)
            self._crown(number, "roll back", reason)
            return number

    def previous_champion(self) -> int | None:
        """Return the champion before this one, of those that are left; None where there is none."""
        reigns = self._reigns()
        left = {version.number for version in self.versions()}
        return next((n for n in reigns[-2::-1] if n in left and n != reigns[-1]), None)

    def _reigns(self) -> list[int]:
        """Replay the history: a promotion adds a reign, a roll-back ends all back to its own."""
        reigns: list[int] = []
        for change in self.history():
            if change.kind != "roll back":
                reigns.append(change.after)
                continue
            while reigns and reigns[-1] != change.after:
                reigns.pop()
        return reigns

    def _crown(self, number: int, kind: str, reason: str) -> None:
        before = self.champion().number or None
        self._store.set_alias(CHAMPION, number)
        change = Change(time.time(), kind, before, number, reason.strip())
        self._store.note_change(len(self.history()) + 1, change)
