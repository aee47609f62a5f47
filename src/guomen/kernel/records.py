"""Shapes of tables that other rooms' models take over; the one part of the kernel's tables that is a door."""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Reading dated rows by the day of the law and by the edition of our knowledge."""

    def known_at(self, edition: int) -> Self:
        """Rows as they stood in `edition`."""
        return self.filter(Q(since_edition__lte=edition), Q(until_edition__isnull=True) | Q(until_edition__gt=edition))

    def current(self) -> Self:
        """Rows as they stand now."""
        return self.filter(until_edition__isnull=True)

    def in_force(self, on: date) -> Self:
        """Rows valid on the day `on`."""
        return self.filter(Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def as_of(self, on: date, edition: int) -> Self:
        """Rows valid on `on` as `edition` knew them."""
        return self.known_at(edition).in_force(on)


class Dated(models.Model):
    """A row that is never overwritten.

    valid_from, valid_to: days of the law, [from, to); valid_to None means open.
    since_edition, until_edition: editions of our knowledge, [since, until); a correction closes the old row and
    writes a new one, so that any past decision can be replayed.
    """

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    since_edition = models.BigIntegerField()
    until_edition = models.BigIntegerField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_valid_period",
                violation_error_message="valid_to must be after valid_from",
            ),
            models.CheckConstraint(
                condition=Q(until_edition__isnull=True) | Q(until_edition__gt=models.F("since_edition")),
                name="%(app_label)s_%(class)s_known_period",
                violation_error_message="until_edition must be after since_edition",
            ),
        ]

    def succeed(self, *, edition: int, **changes: Any) -> Self:
        """Close this row in `edition` and write its successor with `changes`; gives the successor.

        A row that is opened and corrected within one edition is corrected in place: nobody has read it.
        """
        if self.since_edition == edition:
            for name, value in changes.items():
                setattr(self, name, value)
            self.save()
            return self
        successor = type(self)(
            **{
                field.attname: getattr(self, field.attname)
                for field in self._meta.concrete_fields
                if not field.primary_key
            }
        )
        for name, value in {**changes, "since_edition": edition, "until_edition": None}.items():
            setattr(successor, name, value)
        type(self)._base_manager.filter(pk=self.pk).update(until_edition=edition)
        self.until_edition = edition
        successor.save()
        return successor
