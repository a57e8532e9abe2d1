"""Hyperparameter importance, compared with what chance alone would show."""

from collections.abc import Sequence

import numpy as np

from core.config_names import earlier
from core.training.search.plan import SweepPlan
from core.training.search.study import distributions_of
from core.training.search.trials import Importance, SweepTrial, TrialState

MIN_TRIALS = 8  # ended ones, four against four: fewer say nothing
BETTER_PART = 0.5
SHUFFLES = 40
CHANCE = 0.95
NEVER_FINISHED = 0.0  # ranks a diverged trial, which has no accuracy, below all others


def importance(plan: SweepPlan, trials: Sequence[SweepTrial]) -> tuple[Importance, ...]:
    """Return the settings by how much they determined the better half of the trials, highest first.

    PED-ANOVA (Watanabe et al., IJCAI 2023, arXiv 2304.10255) compares the distribution of a setting
    among the better trials with that among all; it needs only ranks, so pruned trials count too,
    with the accuracy that they reached. Permuting the accuracies among the same trials shows how
    high a share can be by chance. Empty while there are too few trials or all are equally good, or
    with only one setting, whose share would always be 1.
    """
    ended = [trial for trial in trials if _rank(trial) is not None]
    if len(ended) < MIN_TRIALS or len(plan.searched) < 2:
        return ()
    values = np.array([_rank(trial) for trial in ended])
    if np.ptp(values) == 0:
        return ()
    shares = _shares(plan, ended, values)
    generator = np.random.default_rng(len(ended))
    dealt = [_shares(plan, ended, generator.permutation(values)) for _ in range(SHUFFLES)]
    found = [
        Importance(name, shares[name], float(np.quantile([s[name] for s in dealt], CHANCE)))
        for name in plan.searched
    ]
    return tuple(sorted(found, key=lambda each: -each.share))


def _rank(trial: SweepTrial) -> float | None:
    """Return the accuracy that a trial reached at least; None for one that has not ended."""
    if trial.state is TrialState.DONE:
        return trial.accuracy
    if trial.state is TrialState.PRUNED:
        return max(trial.curve, default=NEVER_FINISHED)
    return NEVER_FINISHED if trial.state is TrialState.DIVERGED else None


def _shares(plan: SweepPlan, trials: Sequence[SweepTrial], values: np.ndarray) -> dict[str, float]:
    """Return PED-ANOVA's share of each setting for values (n,); all equal if it found nothing."""
    import optuna

    study = optuna.create_study(direction="maximize")  # in memory, for this calculation only
    distributions = distributions_of(plan)
    for trial, value in zip(trials, values, strict=True):
        study.add_trial(
            optuna.create_trial(
                params=earlier(trial.settings), distributions=distributions, value=float(value)
            )
        )
    evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=BETTER_PART)
    return dict(optuna.importance.get_param_importances(study, evaluator=evaluator))
