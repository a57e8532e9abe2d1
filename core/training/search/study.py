"""The hyperparameter search: which settings to try next, in a database that outlives the process.

Optuna chooses them (Akiba et al., KDD 2019): a tree-structured Parzen estimator after a few random
trials. Its study is the only state; no trial is kept in memory between two calls.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config_names import current, earlier
from core.errors import HomeUnusable
from core.records import Plain
from core.training.config import WHOLE_NUMBERS
from core.training.search.plan import BY_FACTORS, SweepPlan
from core.training.search.trials import SweepTrial, TrialState, behind_the_median

PATIENCE = 10.0  # seconds to wait for another writer
STARTUP_TRIALS = 6  # random ones, before the estimator has enough data
MIN_TO_COMPARE = 4  # trials that got as far, before one is pruned for lagging behind them
MIN_SHARE = 0.4  # share of a trial: earlier, the learning rate still rises and ranks mean little
# Attributes of a trial in the database.
_NUMBER, _SECONDS, _NOTE, _CUT = "number", "seconds", "note", "cut"


def distributions_of(plan: SweepPlan) -> dict[str, Any]:
    """Return Optuna's distribution for each searched setting.

    Values have their earlier names, so that older studies can continue: Optuna does not let a
    study change its categorical choices.
    """
    return {name: _distribution(plan, name) for name in plan.searched}


def _distribution(plan: SweepPlan, name: str) -> Any:
    from optuna import distributions

    if name in plan.names:
        return distributions.CategoricalDistribution(
            [earlier({name: each})[name] for each in plan.names[name]]
        )
    low, high = plan.numbers[name]
    by_factors = name in BY_FACTORS and low > 0
    if name in WHOLE_NUMBERS:
        return distributions.IntDistribution(int(low), int(high), log=by_factors)
    return distributions.FloatDistribution(low, high, log=by_factors)


@dataclass(frozen=True)
class NextTrial:
    """A trial to run. Its number stays the same when it is run again after a kill."""

    number: int  # from 1
    id: int  # in the database
    settings: Mapping[str, Plain]


class SweepStudy:
    """One search in the database at `path`, by name; created if it is new."""

    def __init__(self, path: Path, name: str, plan: SweepPlan) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._plan = plan
        with _usable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._storage = optuna.storages.RDBStorage(
                f"sqlite:///{path}", engine_kwargs={"connect_args": {"timeout": PATIENCE}}
            )
            self._study = optuna.create_study(
                storage=self._storage, study_name=name, direction="maximize", load_if_exists=True
            )
        self._path = path

    def recover(self) -> None:
        """Requeue the trials that a dead process left running."""
        from optuna.trial import TrialState as State

        with _usable(self._path):
            for trial in self._study.get_trials(deepcopy=False, states=(State.RUNNING,)):
                self._cut(trial)

    def left(self) -> int:
        """Count the trials that are still to be run."""
        return self._plan.trials - sum(trial.ended for trial in self.trials())

    def next(self) -> NextTrial:
        """Choose the next trial: an interrupted one, the starting point, or a new one."""
        import optuna

        with _usable(self._path):
            before = len(self._counted())
            if before == 0 and (start := self._plan.starting_point()):
                self._study.enqueue_trial(earlier(start), user_attrs={_NUMBER: 1})
            # A separate sampler for each trial: a resumed search takes the same course as an
            # uninterrupted one, and never draws the same random numbers twice.
            self._study.sampler = optuna.samplers.TPESampler(
                n_startup_trials=STARTUP_TRIALS, seed=_mixed(self._plan.seed, before)
            )
            trial = self._study.ask(distributions_of(self._plan))
            if _NUMBER not in trial.user_attrs:
                trial.set_user_attr(_NUMBER, before + 1)
            number = int(trial.user_attrs[_NUMBER])
            return NextTrial(number, trial._trial_id, current(trial.params))

    def note_epoch(self, trial: NextTrial, epoch: int, accuracy: float, seconds: float) -> None:
        """Record the validation accuracy (0-1) after an epoch, and the seconds of all so far."""
        with _usable(self._path):
            self._storage.set_trial_intermediate_value(trial.id, epoch, accuracy)
            self._storage.set_trial_user_attr(trial.id, _SECONDS, seconds)

    def lags(self, trial: NextTrial, curve: tuple[float, ...], epochs: int) -> bool:
        """Return whether a trial should be pruned; see `behind_the_median`."""
        if not self._plan.prune or not MIN_SHARE <= len(curve) / epochs < 1:
            return False
        others = [other for other in self.trials() if other.number != trial.number]
        return behind_the_median(curve, epochs, others, MIN_TO_COMPARE)

    def finish(self, trial: NextTrial, accuracy: float) -> None:
        """Record the validation accuracy of the model that the trial returns."""
        from optuna.trial import TrialState as State

        with _usable(self._path):
            self._study.tell(self._frozen(trial).number, accuracy, state=State.COMPLETE)

    def give_up(self, trial: NextTrial, note: str = "") -> None:
        """Record that a trial was pruned, or, with a note, that it diverged.

        Both tell the estimator what to avoid; it ignores failed trials.
        """
        from optuna.trial import TrialState as State

        with _usable(self._path):
            if note:
                self._storage.set_trial_user_attr(trial.id, _NOTE, note)
            self._study.tell(self._frozen(trial).number, state=State.PRUNED)

    def cut_short(self, trial: NextTrial) -> None:
        """Requeue a trial that was stopped midway."""
        with _usable(self._path):
            self._cut(self._frozen(trial))

    def trials(self) -> tuple[SweepTrial, ...]:
        """Return the trials in the order in which they were first started."""
        with _usable(self._path):
            found = [self._described(trial) for trial in self._counted()]
        return tuple(sorted(found, key=lambda trial: trial.number))

    def _cut(self, trial: Any) -> None:
        """Fail a trial and requeue its settings.

        After a kill in between, they are requeued once or not at all, never twice. If not, new
        settings are drawn, as for a trial that was killed before its settings were drawn.
        """
        from optuna.trial import TrialState as State

        again = not trial.user_attrs.get(_CUT)
        self._storage.set_trial_user_attr(trial._trial_id, _CUT, True)
        settings = _settings_of(trial)
        if again and settings.keys() == set(self._plan.searched):
            number = {_NUMBER: trial.user_attrs[_NUMBER]}
            self._study.enqueue_trial(earlier(settings), user_attrs=number)
        self._study.tell(trial.number, state=State.FAIL)

    def _counted(self) -> list[Any]:
        """Return all trials except those that were cut short and replaced."""
        found = self._study.get_trials(deepcopy=False)
        return [trial for trial in found if not trial.user_attrs.get(_CUT)]

    def _frozen(self, trial: NextTrial) -> Any:
        return self._storage.get_trial(trial.id)

    def _described(self, trial: Any) -> SweepTrial:
        settings = _settings_of(trial)
        curve = trial.intermediate_values
        return SweepTrial(
            number=trial.user_attrs.get(_NUMBER, trial.number + 1),
            state=_state_of(trial),
            settings=settings,
            accuracy=trial.value if trial.state.name == "COMPLETE" else None,
            curve=tuple(curve[epoch] for epoch in sorted(curve)),
            epochs=self._plan.config(settings).epochs,
            seconds=trial.user_attrs.get(_SECONDS, 0.0),
            note=trial.user_attrs.get(_NOTE, ""),
        )


def _settings_of(trial: Any) -> dict[str, Plain]:
    """Return the settings drawn so far; for a queued trial, those that it will have."""
    return current({**trial.system_attrs.get("fixed_params", {}), **trial.params})


def _state_of(trial: Any) -> TrialState:
    if trial.state.name == "PRUNED" and trial.user_attrs.get(_NOTE):
        return TrialState.DIVERGED
    return {
        "COMPLETE": TrialState.DONE,
        "PRUNED": TrialState.PRUNED,
        "RUNNING": TrialState.RUNNING,
    }.get(trial.state.name, TrialState.WAITING)


def _mixed(seed: int, trial: int) -> int:
    """Derive one 32-bit seed from two numbers."""
    import numpy as np

    return int(np.random.SeedSequence([seed, trial]).generate_state(1)[0])


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    """Raise HomeUnusable if the database cannot be used."""
    import optuna
    import sqlalchemy

    try:
        yield
    except (optuna.exceptions.StorageInternalError, sqlalchemy.exc.SQLAlchemyError, OSError) as why:
        logging.getLogger(__name__).warning("Sweep database: %s", why)
        raise HomeUnusable(
            f"The sweep database {path} cannot be used. If another program has it open, close "
            "that program; if it is damaged, move it away and start the sweep again."
        ) from why
