"""Several trainings as one job: a sweep, seeds, cross-validation."""
