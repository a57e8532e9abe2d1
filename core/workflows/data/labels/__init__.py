"""Suspicious labels: the audit, the docket of the label court, verdicts published, their effect."""
