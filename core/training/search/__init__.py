"""Hyperparameter search: plan, study, trials, importance."""
