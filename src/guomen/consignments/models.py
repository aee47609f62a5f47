"""Consignments, the versions of their declarations, the goods lines of each, and senders' layouts."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Upper

from guomen.consignments.terms import Status


class Consignment(models.Model):
    """The goods under one sender's reference. office, importer and direction are those of the current version.

    drawn_on is the day (Beijing time) of the first lodging: the day of the draw, never changed by an amendment.
    shipment is importer and bill of lading as they were first declared, "" where there is no bill.
    """

    sender = models.CharField(max_length=60)
    reference = models.CharField(max_length=60)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    importer = models.CharField(max_length=50)
    importer_name = models.CharField(max_length=150, blank=True)
    declarant = models.CharField(max_length=50, blank=True)
    direction = models.CharField(max_length=6)
    status = models.CharField(max_length=10, choices=[(status, status) for status in Status])
    current_version = models.PositiveIntegerField()
    first_lodged_at = models.DateTimeField()
    drawn_on = models.DateField()
    shipment = models.CharField(max_length=110, blank=True, default="")

    class Meta:
        db_table = "consignments_consignment"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "reference"],
                name="consignments_consignment_reference",
                violation_error_message="this sender has used the reference before",
            )
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="consignments_by_office"),
            models.Index(fields=["importer", "-id"], name="consignments_by_importer"),
            models.Index(fields=["declarant", "-id"], name="consignments_by_declarant"),
            models.Index(fields=["drawn_on"], name="consignments_by_day"),
            models.Index(fields=["shipment"], name="consignments_by_shipment", condition=~models.Q(shipment="")),
            models.Index(OpClass(Upper("reference"), "varchar_pattern_ops"), name="consignments_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.reference}"


class DeclarationVersion(models.Model):
    """One version as it was sent: content holds the whole declaration, the columns what is looked for.

    digest is the SHA-256 of the declaration as sent, by which a repeated sending is known.
    A cancellation keeps the content of the version that it cancels.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=6)
    lodged_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    regime = models.CharField(max_length=4, blank=True)
    declared_on = models.DateField(null=True)
    moved_on = models.DateField(null=True)
    port = models.CharField(max_length=6, blank=True)
    transport_mode = models.CharField(max_length=1, blank=True)
    departure_country = models.CharField(max_length=2, blank=True)
    gross_mass = models.FloatField(null=True)
    content = models.JSONField()

    class Meta:
        db_table = "consignments_version"
        ordering = ["consignment", "version"]
        constraints = [
            models.UniqueConstraint(fields=["consignment", "version"], name="consignments_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id} v{self.version}"


class GoodsLine(models.Model):
    """One item of one version, for finding and counting; the exact figures stand in the version's content."""

    version = models.ForeignKey(DeclarationVersion, on_delete=models.PROTECT, related_name="lines", db_index=False)
    item_no = models.PositiveIntegerField()
    goods_code = models.CharField(max_length=13)
    origin = models.CharField(max_length=2, blank=True)
    producer = models.CharField(max_length=30, blank=True)
    intended_use = models.CharField(max_length=10, blank=True)
    description = models.CharField(max_length=255, blank=True)
    quantity = models.FloatField(null=True)
    quantity_unit = models.CharField(max_length=10, blank=True)
    net_mass = models.FloatField(null=True)
    value = models.FloatField(null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        db_table = "consignments_goods_line"
        ordering = ["version", "item_no"]
        constraints = [
            models.UniqueConstraint(fields=["version", "item_no"], name="consignments_goods_line_once"),
        ]
        indexes = [
            models.Index(fields=["goods_code", "origin"], name="consignments_line_by_goods"),
            models.Index(fields=["producer"], name="consignments_line_by_producer", condition=~models.Q(producer="")),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.item_no} {self.goods_code}"


class SharedWith(models.Model):
    """An office that may see a consignment though another accepted it: it inspects what was released directly to it."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "consignments_shared_with"
        constraints = [
            models.UniqueConstraint(fields=["office", "consignment"], name="consignments_shared_once"),
        ]
        indexes = [models.Index(fields=["consignment"], name="consignments_shared_of")]

    def __str__(self) -> str:
        return f"{self.consignment_id} shared with {self.office_id}"


class SenderLayout(models.Model):
    """How a sender arranges columns; each change is a new version, none is overwritten."""

    sender = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    remembered_at = models.DateTimeField()
    actor = models.ForeignKey("kernel.Actor", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        db_table = "consignments_sender_layout"
        ordering = ["sender", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "version"], name="consignments_sender_layout_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} layout {self.version}"
