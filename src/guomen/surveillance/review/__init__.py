"""After-action: what a warning and its measures caught, cost and missed, and how long each step took."""
