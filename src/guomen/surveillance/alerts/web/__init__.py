"""Screens of alerts: composing with a preview of every channel, signing, changing, what is due; the public pages."""
