"""Explanations of one answer without gradients, for every model that gives probabilities."""

from core.explanation.explain import Explanation, Method, explain
from core.explanation.patch import Patch, smallest_patch
from core.explanation.question import NothingToExplain, Predict, Question

__all__ = [
    "Explanation",
    "Method",
    "NothingToExplain",
    "Patch",
    "Predict",
    "Question",
    "explain",
    "smallest_patch",
]
