"""Screens of reports: the paper and its twin for those who may read them, the check that is open to everybody."""
