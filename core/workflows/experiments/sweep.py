"""Hyperparameter search as one job: many trials, each chosen from the results of earlier ones."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core import data, training
from core.data import Dataset, Split
from core.errors import TrainingFailed
from core.files import write_whole
from core.jobs import Job, JobContext, JobKind, JobStopped, Runner
from core.settings import Settings
from core.training import FitProgress, FitResult
from core.training.fitting.checkpoints import Checkpoints
from core.training.search.importance import importance
from core.training.search.plan import SweepPlan
from core.training.search.study import NextTrial, SweepStudy
from core.training.search.trials import Importance, SweepTrial, TrialState, best_of
from core.workflows.context import ResumableContext, ThrottledContext, Workplace
from core.workflows.train.teacher import teacher_for
from core.workflows.train.titles import title_of

EVERY = 4  # trials between two computations of importance, each about a second


@dataclass(frozen=True)
class SweepFindings:
    """The trials of a search, the best of them, and hyperparameter importance; so far or final.

    `n` is the number of validation pictures behind each accuracy; `study` is the name of the Optuna
    study.
    """

    trials: tuple[SweepTrial, ...] = ()
    best: SweepTrial | None = None
    importance: tuple[Importance, ...] = ()
    n: int = 0
    study: str = ""


SweepJob = Job[SweepPlan, SweepFindings, SweepFindings]


def start_sweep(runner: Runner, plan: SweepPlan) -> SweepJob:
    """Queue a search as a job; nothing is registered, the best can be trained afterwards."""
    return runner.submit(SWEEP, f"{plan.trials} trials from {title_of(plan.base)}", plan)


def run_sweep(settings: Settings, plan: SweepPlan, context: ResumableContext) -> SweepFindings:
    """Run the remaining trials of a search; return all trials, the best, and importance.

    Every choice is made on the validation split; a trial is not even given the test split. The
    trials are in `sweeps.db` under the models, as an Optuna study named after the job, and stay
    there; a trial interrupted by a stop or a kill is resumed. Raises JobStopped, UnknownRecipe,
    HomeUnusable, DataUnavailable, and TrainingFailed if the pictures have changed since the search
    began.
    """
    begun = context.folder / "pictures.txt"
    if not begun.exists():  # when resumed, the earlier progress stays in sight
        context.report(0.0, "Reading the pictures")
    dataset = without_test(data.load(plan.base.data, settings))
    _require_same(begun, dataset)
    study = SweepStudy(settings.models / "sweeps.db", context.id, plan)
    study.recover()
    return _Sweep(settings, plan, study, dataset, context).run()


def without_test(dataset: Dataset) -> Dataset:
    """Return the dataset with an empty test split: a search must not see it."""
    none = Split(dataset.test.images[:0], dataset.test.labels[:0])
    return Dataset(
        dataset.name, dataset.hash, dataset.train, dataset.validation, none, dataset.split_seed
    )


def _require_same(begun: Path, dataset: Dataset) -> None:
    """Record at the start which pictures the trials are judged on; later, require the same."""
    if not begun.exists():
        write_whole(begun, dataset.hash.encode())
    elif begun.read_text("utf-8") != dataset.hash:
        raise TrainingFailed(
            f"The pictures of {dataset.name} are no longer those that this search began with, and "
            "its trials cannot be compared with new ones. Start a new search."
        )


class _Sweep:
    """One search while it runs; everything that must last is in the study."""

    def __init__(
        self,
        settings: Settings,
        plan: SweepPlan,
        study: SweepStudy,
        dataset: Dataset,
        context: ResumableContext,
    ) -> None:
        self.settings = settings
        self.plan, self.study, self.dataset, self.context = plan, study, dataset, context
        self.found: tuple[Importance, ...] = ()

    def run(self) -> SweepFindings:
        self.found = importance(self.plan, self.study.trials())
        while self.study.left() > 0:
            if self.context.should_stop():
                raise JobStopped
            trial = self.study.next()
            self._run_trial(trial)
            if self.study.left() % EVERY == 0:
                self.found = importance(self.plan, self.study.trials())
        trials = self.study.trials()
        return replace(findings(self.dataset, trials, self.found), study=self.context.id)

    def _run_trial(self, trial: NextTrial) -> None:
        watch = _Watch(self, trial)
        folder = self.context.folder / f"trial-{trial.number}"
        if not folder.exists():  # else its earlier progress stays in sight
            watch.report()
        try:
            result = self._fit(trial, folder, watch)
        except TrainingFailed as error:
            if isinstance(error.__cause__, OSError):  # a full disk is not the settings' fault
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
        teacher = teacher_for(config, self.settings)
        return training.fit(
            config, self.dataset, watch, watch.should_stop, Checkpoints(folder), teacher
        )


class _Watch:
    """Follows one trial: reports it, records its curve, and gives it up if it lags."""

    def __init__(self, sweep: _Sweep, trial: NextTrial) -> None:
        self._sweep, self._trial = sweep, trial
        self._context = ThrottledContext(sweep.context)
        others = [each for each in sweep.study.trials() if each.number != trial.number]
        self._ended = sum(each.ended for each in others)
        self._found = findings(
            sweep.dataset, others, sweep.found
        )  # computed once, reported with every batch
        self._curve: tuple[float, ...] = ()
        self.lagging = False

    def __call__(self, progress: FitProgress) -> None:
        history, study = progress.history, self._sweep.study
        if len(history) > len(self._curve):  # by several, when resumed from a checkpoint
            for done in range(len(self._curve), len(history)):
                seconds = sum(epoch.seconds for epoch in history[: done + 1])
                study.note_epoch(self._trial, done + 1, history[done].validation_accuracy, seconds)
            self._curve = tuple(epoch.validation_accuracy for epoch in history)
            self.lagging = study.lags(self._trial, self._curve, progress.epochs)
        self.report(progress)

    def should_stop(self) -> bool:
        return self.lagging or self._sweep.context.should_stop()

    def report(self, progress: FitProgress | None = None) -> None:
        """Report the whole search, including this trial so far."""
        plan = self._sweep.plan
        message = f"Trial {self._ended + 1} of {plan.trials}"
        if progress:
            message += f", epoch {progress.epoch} of {progress.epochs}"
        whole = (self._ended + (progress.fraction if progress else 0.0)) / plan.trials
        trials = (*self._found.trials, self._row(progress))
        self._context.report(whole, message, replace(self._found, trials=trials))

    def _row(self, progress: FitProgress | None) -> SweepTrial:
        seconds = sum(epoch.seconds for epoch in progress.history) if progress else 0.0
        return SweepTrial(
            number=self._trial.number,
            state=TrialState.RUNNING,
            settings=self._trial.settings,
            curve=self._curve,
            epochs=self._sweep.plan.config(self._trial.settings).epochs,
            seconds=seconds,
        )


def findings(
    dataset: Dataset, trials: Sequence[SweepTrial], found: Sequence[Importance]
) -> SweepFindings:
    """Return the trials, the best of them and hyperparameter importance."""
    return SweepFindings(tuple(trials), best_of(trials), tuple(found), len(dataset.validation))


def handed_over(result: FitResult) -> float:
    """Return the validation accuracy of the network that a training returns."""
    return result.history[result.epoch - 1].validation_accuracy


def _run_sweep(place: Workplace, plan: SweepPlan, context: JobContext) -> SweepFindings:
    return run_sweep(place.settings, plan, context)


SWEEP = JobKind("sweep", SweepPlan, SweepFindings, SweepFindings, _run_sweep)
