"""Explain an answer: the question that is asked, examples, files, and the map on the photo."""
