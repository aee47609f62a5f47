"""Models as the agency holds them: stored, promoted with a second signature, watched; and the log they learn from."""
