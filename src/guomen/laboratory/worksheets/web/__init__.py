"""Screens of the bench: worksheets, and the grid that is filled by keyboard."""
