"""Screens of the response options."""
