"""Assessments: a recorded method from factors to a level, with uncertainty, dissent, version and validity."""
