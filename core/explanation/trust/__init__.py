"""How far to trust a map: tests that a map of pure chance, or of the picture alone, fails."""
