"""The table of editions."""

from django.db import models


class Edition(models.Model):
    """One change of what decisions read. Numbers rise in the order in which changes became visible."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        db_table = "kernel_edition"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"edition {self.id}: {self.note}"
