"""A search over hyperparameters: what is asked, the study, its trials, what mattered."""
