"""The beginning of a process that plays: Django's registry of tables, and one thread for the columnar engine."""

import os


def prepare() -> None:
    """Get ready to take tasks; nothing of ours is imported before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guomen.interfaces.settings")
    os.environ["POLARS_MAX_THREADS"] = "1"
    import django

    django.setup()
