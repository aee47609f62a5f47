"""What the agency has laid down about uploads; dated data of the catalogue."""

from datetime import date

from guomen.catalogue.queries import policy


def most_rows(on: date) -> int | None:
    """The most rows of a file that is lodged through a page; None where nothing is laid down."""
    return _whole("most_rows", on)


def days_kept(on: date) -> int | None:
    """For how many days an upload is kept after it was last touched; None where nothing is laid down."""
    return _whole("days_kept", on)


def _whole(name: str, on: date) -> int | None:
    try:
        return policy(f"consignments.upload.{name}", on=on).whole
    except LookupError:
        return None
