"""The after-action page."""
