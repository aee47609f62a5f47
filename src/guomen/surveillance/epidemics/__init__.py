"""The same engine for disease: affected areas by period and source, and the three lines (abroad, en route, port)."""
