"""What the front hall remembers: attempts to sign in that failed."""

from django.db import models


class FailedSignIn(models.Model):
    """One failed attempt. name is what was typed, hashed: people type passwords there."""

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="interfaces_failed_by_name"),
            models.Index(fields=["address", "at"], name="interfaces_failed_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name[:8]} from {self.address}"
