"""Many files at once: kept, answered, looked through, exported."""
