"""Screens of measures: what is in force, imposing one, its history, lifting it."""
