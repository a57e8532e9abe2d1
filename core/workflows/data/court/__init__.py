"""The label court: its cases, verdicts as a version, and what corrected labels changed."""
