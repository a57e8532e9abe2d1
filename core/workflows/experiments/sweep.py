"""Search over settings as one job: many trainings, each chosen in the light of the earlier."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core import data, training
from core.data import Dataset, Split
from core.errors import TrainingFailed
from core.files import write_whole
from core.jobs import Job, JobStopped, Runner
from core.settings import Settings
from core.training import FitProgress, FitResult
from core.training.fitting.checkpoints import Checkpoints
from core.training.search.importance import importance
from core.training.search.plan import SweepPlan
from core.training.search.study import NextTrial, SweepStudy
from core.training.search.trials import Importance, SweepTrial, TrialState, best_of
from core.workflows.experiments.parts import Durable, Seldom
from core.workflows.train.titles import title_of

KIND = "sweep"
EVERY = 4  # trials between two looks at what mattered: a look takes about a second


def start_sweep(runner: Runner, plan: SweepPlan) -> Job:
    """Queue a search as a job; nothing is registered, the best can be trained afterwards."""
    title = f"{plan.trials} trials from {title_of(plan.base)}"
    return runner.submit(KIND, title, plan.as_dict())


def sweep_settings(settings: Settings, context: Durable) -> dict[str, Any]:
    """Run the trials that are left of a search; return them, the best, and what mattered.

    Every choice is made on the validation split; the test split is not even handed to a trial.
    The trials are in `sweeps.db` under the models, as an Optuna study named after the job, and
    stay there; a trial cut short by a stop or a kill is taken up again. Raises JobStopped,
    UnknownRecipe, HomeUnusable, DataUnavailable, and TrainingFailed where the pictures have changed
    since the search began.
    """
    plan = SweepPlan.from_dict(context.parameters)
    begun = context.folder / "pictures.txt"
    if not begun.exists():  # what an earlier go told stays in sight until there is more to tell
        context.report(0.0, "Reading the pictures", {})
    dataset = without_test(data.load(plan.base.data, settings))
    _require_same(begun, dataset)
    study = SweepStudy(settings.models / "sweeps.db", context.folder.name, plan)
    study.mend()
    return _Sweep(plan, study, dataset, context).run()


def without_test(dataset: Dataset) -> Dataset:
    """Return the dataset with a test split of no pictures: a search must not see it."""
    none = Split(dataset.test.images[:0], dataset.test.labels[:0])
    return Dataset(
        dataset.name, dataset.hash, dataset.train, dataset.validation, none, dataset.split_seed
    )


def _require_same(begun: Path, dataset: Dataset) -> None:
    """Note, at the beginning, which pictures the trials are judged on; later, insist on them."""
    if not begun.exists():
        write_whole(begun, dataset.hash.encode())
    elif begun.read_text("utf-8") != dataset.hash:
        raise TrainingFailed(
            f"The pictures of {dataset.name} are no longer those that this search began with, and "
            "its trials cannot be compared with new ones. Start a new search."
        )


class _Sweep:
    """The state of one search while it runs; what matters of it is in the study."""

    def __init__(
        self, plan: SweepPlan, study: SweepStudy, dataset: Dataset, context: Durable
    ) -> None:
        self.plan, self.study, self.dataset, self.context = plan, study, dataset, context
        self.found: tuple[Importance, ...] = ()

    def run(self) -> dict[str, Any]:
        self.found = importance(self.plan, self.study.trials())
        while self.study.left() > 0:
            if self.context.should_stop():
                raise JobStopped
            trial = self.study.next()
            self._run_trial(trial)
            if self.study.left() % EVERY == 0:
                self.found = importance(self.plan, self.study.trials())
        trials = self.study.trials()
        return {"study": self.context.folder.name} | findings(self.dataset, trials, self.found)

    def _run_trial(self, trial: NextTrial) -> None:
        watch = _Watch(self, trial)
        folder = self.context.folder / f"trial-{trial.number}"
        if not folder.exists():  # else what was told of it before is truer than its beginning
            watch.tell()
        try:
            result = self._fit(trial, folder, watch)
        except TrainingFailed as error:
            if isinstance(error.__cause__, OSError):  # a disk that is full is no fault of settings
                raise
            self.study.give_up(trial, str(error))
        else:
            if watch.lagging:
                self.study.give_up(trial)
            elif result.stopped:
                self.study.cut_short(trial)
                raise JobStopped
            else:
                self.study.finish(trial, handed_over(result))
        shutil.rmtree(folder, ignore_errors=True)

    def _fit(self, trial: NextTrial, folder: Path, watch: "_Watch") -> FitResult:
        config = self.plan.config(trial.settings)
        return training.fit(config, self.dataset, watch, watch.should_stop, Checkpoints(folder))


class _Watch:
    """Listens to one trial: tells the job of it, keeps its curve, and gives it up if it lags."""

    def __init__(self, sweep: _Sweep, trial: NextTrial) -> None:
        self._sweep, self._trial = sweep, trial
        self._context = Seldom(sweep.context)
        others = [each for each in sweep.study.trials() if each.number != trial.number]
        self._ended = sum(each.ended for each in others)
        self._found = findings(
            sweep.dataset, others, sweep.found
        )  # once: it is told again at every batch
        self._curve: tuple[float, ...] = ()
        self.lagging = False

    def __call__(self, progress: FitProgress) -> None:
        history, study = progress.history, self._sweep.study
        if len(history) > len(self._curve):  # by several, where a checkpoint was taken up
            for done in range(len(self._curve), len(history)):
                seconds = sum(epoch.seconds for epoch in history[: done + 1])
                study.note_epoch(self._trial, done + 1, history[done].validation_accuracy, seconds)
            self._curve = tuple(epoch.validation_accuracy for epoch in history)
            self.lagging = study.lags(self._trial, self._curve, progress.epochs)
        self.tell(progress)

    def should_stop(self) -> bool:
        return self.lagging or self._sweep.context.should_stop()

    def tell(self, progress: FitProgress | None = None) -> None:
        """Report the whole search, with this trial as far as it is."""
        plan = self._sweep.plan
        message = f"Trial {self._ended + 1} of {plan.trials}"
        if progress:
            message += f", epoch {progress.epoch} of {progress.epochs}"
        whole = (self._ended + (progress.fraction if progress else 0.0)) / plan.trials
        trials = [*self._found["trials"], self._row(progress)]
        self._context.report(whole, message, self._found | {"trials": trials})

    def _row(self, progress: FitProgress | None) -> dict[str, Any]:
        seconds = sum(epoch.seconds for epoch in progress.history) if progress else 0.0
        return SweepTrial(
            number=self._trial.number,
            state=TrialState.RUNNING,
            settings=self._trial.settings,
            curve=self._curve,
            epochs=self._sweep.plan.config(self._trial.settings).epochs,
            seconds=seconds,
        ).as_dict()


def findings(
    dataset: Dataset, trials: Sequence[SweepTrial], found: Sequence[Importance]
) -> dict[str, Any]:
    """Lay out the trials, the best of them and what mattered, for JSON."""
    best = best_of(trials)
    return {
        "trials": [trial.as_dict() for trial in trials],
        "best": best.as_dict() if best else None,
        "importance": [each.as_dict() for each in found],
        "n": len(dataset.validation),  # pictures that each accuracy is a share of
    }


def handed_over(result: FitResult) -> float:
    """Return the validation accuracy of the network that a training hands over."""
    return result.history[result.epoch - 1].validation_accuracy
