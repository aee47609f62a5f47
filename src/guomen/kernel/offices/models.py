"""Offices, the people in them, what their roles may do, and the tokens of their machines."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from guomen.kernel.terms import Capability, OfficeLevel, Role


class Office(models.Model):
    """Headquarters, a directly subordinate bureau, or a branch. path holds the codes from the top, "/"-closed."""

    code = models.CharField(max_length=10, unique=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    level = models.CharField(max_length=12, choices=[(level, level) for level in OfficeLevel])
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "kernel_office"
        ordering = ["path"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class ActorManager(BaseUserManager["Actor"]):
    """Creates people and machines that act."""

    def create_actor(self, *, username: str, password: str | None = None, **fields: Any) -> "Actor":
        actor = self.model(username=username, **fields)
        actor.set_password(password)
        actor.save()
        return actor


class Actor(AbstractBaseUser):
    """A person or machine that acts. represents names the operator (USCC) that a trader or sender acts for."""

    username = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="actors")
    roles = ArrayField(models.CharField(max_length=24, choices=[(role, role) for role in Role]), default=list)
    represents = models.CharField(max_length=18, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_zh", "name_en"]
    objects = ActorManager()

    class Meta:
        db_table = "kernel_actor"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username


class Grant(models.Model):
    """One capability of one role, as reference/role_capabilities.csv says."""

    role = models.CharField(max_length=24, choices=[(role, role) for role in Role])
    capability = models.CharField(max_length=30, choices=[(capability, capability) for capability in Capability])

    class Meta:
        db_table = "kernel_grant"
        constraints = [models.UniqueConstraint(fields=["role", "capability"], name="kernel_grant_once")]

    def __str__(self) -> str:
        return f"{self.role} may {self.capability}"


class AccessToken(models.Model):
    """A bearer token of a machine; only its SHA-256 is kept."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "kernel_access_token"

    def __str__(self) -> str:
        return f"{self.label} of {self.actor_id}"
