"""Operators, their classes and their authorisations: rows that are never overwritten."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from guomen.kernel.records import Dated
from guomen.parties.terms import AuthorisationKind, AuthorisationState, OperatorRole, OperatorScheme

DAYS = models.Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


class Operator(Dated):
    """Anyone who trades, produces or declares. identifiers: further ones, "scheme:value"."""

    identifier = models.CharField(max_length=40)
    scheme = models.CharField(max_length=5, choices=[(one.value, one.value) for one in OperatorScheme])
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, default="CN")
    roles = ArrayField(
        models.CharField(max_length=10, choices=[(one.value, one.value) for one in OperatorRole]), default=list
    )
    identifiers = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta(Dated.Meta):
        ordering = ["identifier"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["identifier"],
                condition=Q(until_edition__isnull=True),
                name="parties_operator_once",
                violation_error_message="an operator of this identifier is registered already",
            ),
        ]
        indexes = [
            models.Index(fields=["identifier", "since_edition"], name="parties_operator_history"),
            GinIndex(OpClass(Upper("name_zh"), name="gin_trgm_ops"), name="parties_operator_zh"),
            GinIndex(OpClass(Upper("name_en"), name="gin_trgm_ops"), name="parties_operator_en"),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.name_en or self.name_zh}"


class EnterpriseClass(Dated):
    """The class (1 best to 4 worst) of an operator for a period."""

    operator = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField()
    basis = models.TextField(blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=4),
                name="parties_class_1_to_4",
                violation_error_message="an enterprise class is 1, 2, 3 or 4",
            ),
            ExclusionConstraint(
                name="parties_class_one_at_a_time",
                expressions=[("operator", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(until_edition__isnull=True),
                violation_error_message="the operator has another class in that period already",
            ),
        ]
        indexes = [models.Index(fields=["operator", "since_edition"], name="parties_class_history")]

    def __str__(self) -> str:
        return f"{self.operator}: class {self.grade}"


class Authorisation(Dated):
    """One stretch of an authorisation's life in one state; ground says why it came into that state."""

    kind = models.CharField(max_length=26, choices=[(one.value, one.value) for one in AuthorisationKind])
    number = models.CharField(max_length=60)
    holder = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=[(one.value, one.value) for one in AuthorisationState])
    goods = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit = models.CharField(max_length=20, blank=True)
    ground = models.JSONField(null=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="parties_authorisation_one_state",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(until_edition__isnull=True),
                violation_error_message="this authorisation has another state in that period already",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="parties_authorisation_number"),
            models.Index(fields=["holder"], name="parties_authorisation_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.state}"


class WriteOff(Dated):
    """What goods that were let go took from a permit, from the day of their release on.

    subject: whose goods ("consignment:17"); item_no: their line. Taken back, the row ends with its edition.
    """

    number = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    item_no = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=20, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["number", "subject", "item_no"],
                condition=Q(until_edition__isnull=True),
                name="parties_written_off_once",
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="parties_write_off_subject")]

    def __str__(self) -> str:
        return f"{self.number}: {self.quantity} {self.unit} by {self.subject}"
