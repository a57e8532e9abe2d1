"""Which of the searched settings mattered, beside what chance alone would have shown."""

from collections.abc import Sequence

import numpy as np

from core.training.search.plan import SweepPlan
from core.training.search.study import distributions_of
from core.training.search.trials import Importance, SweepTrial, TrialState

FEWEST_TRIALS = 8  # ended ones; before that, four against four, nothing can be said
BETTER_PART = 0.5
SHUFFLES = 40
CHANCE = 0.95
NEVER_FINISHED = 0.0  # ranks a diverged trial, which has no accuracy, below all others


def importance(plan: SweepPlan, trials: Sequence[SweepTrial]) -> tuple[Importance, ...]:
    """Return the settings by how much they decided who was in the better half, highest first.

    PED-ANOVA (Watanabe et al., IJCAI 2023, arXiv 2304.10255) asks how differently a setting was
    spread among the better trials than among all; it needs ranks only, so that trials given up
    count too, as what they are: not among the best. The accuracies dealt out at random among the
    same trials show how high a share can come from nothing. Empty while there are too few trials
    or only one setting, whose share would be 1 whatever it did.
    """
    ended = [trial for trial in trials if _rank(trial) is not None]
    if len(ended) < FEWEST_TRIALS or len(plan.searched) < 2:
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
    """The accuracy that a trial reached at least; None for one that has not ended."""
    if trial.state is TrialState.DONE:
        return trial.accuracy
    if trial.state is TrialState.PRUNED:
        return max(trial.curve, default=NEVER_FINISHED)
    return NEVER_FINISHED if trial.state is TrialState.DIVERGED else None


def _shares(plan: SweepPlan, trials: Sequence[SweepTrial], values: np.ndarray) -> dict[str, float]:
    """PED-ANOVA's shares for the trials' settings with values (n,); all equal if it saw nothing."""
    import optuna

    study = optuna.create_study(direction="maximize")  # in memory, for this question only
    distributions = distributions_of(plan)
    for trial, value in zip(trials, values, strict=True):
        study.add_trial(
            optuna.create_trial(
                params=dict(trial.settings), distributions=distributions, value=float(value)
            )
        )
    evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=BETTER_PART)
    return dict(optuna.importance.get_param_importances(study, evaluator=evaluator))
