"""Many files at once: store, answer, review and export them."""
