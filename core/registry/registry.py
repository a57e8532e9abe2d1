"""Versions of the model, and which of them is champion."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ModelUnavailable
from core.files import locked
from core.model_files import require_intact
from core.registry import lookup
from core.registry.creation import back_up
from core.registry.runs import Runs
from core.registry.store import MODEL_FOLDER, FinishedRun, Store
from core.registry.version import CHALLENGER, CHAMPION, SHIPPED, Change, ModelVersion
from core.settings import Settings


class Registry:
    """Versions, aliases and runs. Reading is quick and needs no MLflow; changes go through it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings)
        self.runs = Runs(settings, self._store, self.changing, self.versions)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the registry's lock against changes by other threads and programs of this home.

        The history of champions is numbered, and no version may be promoted while it is deleted.
        Raises HomeUnusable if another holds the lock for a minute.
        """
        with locked(self._settings.registry_lock):
            yield

    def back_up(self) -> None:
        """Keep a backup of the registry's file next to it; raises HomeUnusable."""
        back_up(self._settings)

    def warm(self) -> None:
        """Import MLflow before somebody has to wait for it."""
        self._store.prepare()

    def exists(self) -> bool:
        return lookup.exists(self._settings.registry)

    def versions(self, also_deleted: bool = False) -> tuple[ModelVersion, ...]:
        """Return all versions, newest first; none before the registry exists.

        Versions whose run was deleted are included only with `also_deleted`.
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
        return ModelVersion(number, run_id, created / 1000, self._folder(run_id), aliases)

    def _folder(self, run_id: str) -> Path:
        # Not the absolute path that MLflow stores: a home that was moved still finds its models.
        return self._settings.runs / run_id / "artifacts" / MODEL_FOLDER

    def shipped(self) -> ModelVersion:
        """Return the model in git, which answers before any is registered."""
        folder = self._settings.shipped_champion
        return ModelVersion(0, "", 0.0, folder, (CHAMPION,))

    def champion(self) -> ModelVersion:
        """Return the champion; the shipped model if none is registered."""
        return next((v for v in self.versions() if v.is_champion), self.shipped())

    def get(self, reference: str) -> ModelVersion:
        """Find a version by alias ("champion"), number ("3") or name ("v3").

        Raises ModelUnavailable, listing the versions that exist.
        """
        if reference == CHAMPION:
            return self.champion()
        versions = self.versions()
        for version in versions:
            if reference in (version.name, str(version.number), *version.aliases):
                return version
        known = ", ".join([CHAMPION, *(v.name for v in versions)])
        raise ModelUnavailable(f"There is no model {reference!r}. There is: {known}.")

    def named(self, name: str) -> ModelVersion:
        """Find a version by its own name, the shipped model too. Raises as `get` does."""
        return self.shipped() if name == SHIPPED else self.get(name)

    def history(self) -> tuple[Change, ...]:
        """Return the changes of champion, oldest first."""
        try:
            return lookup.changes(self._settings.registry)
        except LookupError:
            return ()

    def recover(self) -> int:
        """Repair experiment, champion alias and history; close runs left open, return how many."""
        if not self.exists():
            return 0
        if lookup.experiment_is_deleted(self._settings.registry, self._settings.runs.as_uri()):
            self._store.prepare()
        with self.changing():
            self._restore_champion()
            self._record_foreign_change()
        try:
            left = lookup.unfinished(self._settings.registry, self._settings.runs.as_uri())
        except LookupError:
            return 0
        return self._store.close(left) if left else 0

    def _restore_champion(self) -> None:
        """If no version is champion, make it the latest former champion left, else the oldest."""
        versions = self.versions()
        if not versions or any(version.is_champion for version in versions):
            return
        left = {version.number for version in versions}
        holders = [change.after for change in self.history() if change.after in left]
        self._store.set_alias(CHAMPION, holders[-1] if holders else min(left))

    def _record_foreign_change(self) -> None:
        """Record a change of champion missing in the history: made elsewhere, or cut short."""
        champion, history = self.champion(), self.history()
        if champion.number and (not history or history[-1].after != champion.number):
            before = history[-1].after if history else None
            reason = "Found at startup: changed outside this program, or while it was being killed."
            change = Change(time.time(), "promote", before, champion.number, reason)
            self._add_change(change)

    def register(self, run: FinishedRun) -> ModelVersion:
        """Register a finished run as a new version: challenger, or champion if there is none."""
        run_id, ended = self._store.record(run)
        with self.changing():
            self._introduce(self._store.finish(run_id, ended))
        return self._version_of(run_id)

    def made_by(self, job: str) -> ModelVersion | None:
        """Return the version of a job that was killed after its run had ended; else None.

        If that was just before the version was created, it is created now.
        """
        if not job or not self.exists():
            return None
        with self.changing():
            ended = lookup.of_job(self._settings.registry, job)
            if not ended:
                return None
            versions = self.versions()
            made = next((version for version in versions if version.run_id == ended[0]), None)
            if made is None:
                self._introduce(self._store.add_version(ended[0]))
            elif not made.aliases and made == versions[0]:
                self._introduce(made.number)
            return self._version_of(ended[0])

    def complete(self) -> tuple[str, ...]:
        """Register the models of runs that were killed just before that; return their names."""
        if not self.exists():
            return ()
        with self.changing():
            left = lookup.without_version(self._settings.registry, self._settings.runs.as_uri())
            return tuple(self._completed(run_id) for run_id in left if self._is_intact(run_id))

    def _completed(self, run_id: str) -> str:
        self._introduce(self._store.add_version(run_id))
        return self._version_of(run_id).name

    def _is_intact(self, run_id: str) -> bool:
        try:
            require_intact(self._folder(run_id))
        except ModelUnavailable:
            return False
        return True

    def _version_of(self, run_id: str) -> ModelVersion:
        return next(version for version in self.versions() if version.run_id == run_id)

    def _introduce(self, number: int) -> None:
        """Make a new version challenger, or champion if there is none."""
        if any(version.is_champion for version in self.versions()):
            self._store.set_alias(CHALLENGER, number)
        else:
            self._set_champion(number, "promote", "First model of this registry.")

    def promote(self, number: int, reason: str) -> None:
        """Make a version the champion.

        Raises ModelUnavailable if its files are damaged or it is the champion already.
        """
        with self.changing():
            version = self.get(str(number))
            require_intact(version.folder)
            if version.is_champion:
                raise ModelUnavailable(f"{version.name} is the champion already.")
            self._set_champion(number, "promote", reason)
            if CHALLENGER in version.aliases:
                self._store.drop_alias(CHALLENGER)

    def roll_back(self, reason: str) -> int:
        """Make the previous champion the champion again; return its number."""
        with self.changing():
            number = self.previous_champion()
            if number is None:
                raise ModelUnavailable("There is no earlier champion to go back to.")
            require_intact(self.get(str(number)).folder)
            self._set_champion(number, "roll back", reason)
            return number

    def previous_champion(self) -> int | None:
        """Return the number of the previous champion still registered; None if there is none."""
        promotions = self._promotions()
        left = {version.number for version in self.versions()}
        return next((n for n in promotions[-2::-1] if n in left and n != promotions[-1]), None)

    def _promotions(self) -> list[int]:
        """Replay the history: a promotion appends, a rollback drops what came after its target."""
        promotions: list[int] = []
        for change in self.history():
            if change.kind != "roll back":
                promotions.append(change.after)
                continue
            while promotions and promotions[-1] != change.after:
                promotions.pop()
        return promotions

    def _set_champion(self, number: int, kind: str, reason: str) -> None:
        before = self.champion().number or None
        self._store.set_alias(CHAMPION, number)
        change = Change(time.time(), kind, before, number, reason.strip())
        self._add_change(change)

    def _add_change(self, change: Change) -> None:
        self._store.add_change(lookup.last_change(self._settings.registry) + 1, change)
