import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guomen.catalogue.terms.words
import guomen.targeting.terms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consignments", "0001_initial"),
        ("kernel", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True)),
                ("commitment", models.CharField(max_length=64)),
                ("committed_at", models.DateTimeField()),
                ("secret", models.CharField(blank=True, max_length=64)),
                ("revealed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("decided_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            (
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["HOLD"],
                                guomen.catalogue.terms.words.Channel["HOLD"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                            ),
                        ],
                        max_length=8,
                    ),
                ),
                ("probability", models.FloatField()),
                (
                    "arm",
                    models.CharField(
                        choices=[
                            (guomen.targeting.terms.Arm["MANDATORY"], guomen.targeting.terms.Arm["MANDATORY"]),
                            (guomen.targeting.terms.Arm["LOT"], guomen.targeting.terms.Arm["LOT"]),
                            (guomen.targeting.terms.Arm["CONTROL"], guomen.targeting.terms.Arm["CONTROL"]),
                            (guomen.targeting.terms.Arm["NONE"], guomen.targeting.terms.Arm["NONE"]),
                        ],
                        max_length=9,
                    ),
                ),
                ("edition", models.BigIntegerField()),
                ("drawn_on", models.DateField()),
                ("commitment", models.CharField(max_length=64)),
                ("control_rate", models.FloatField()),
                ("uniform", models.FloatField(null=True)),
                ("inputs", models.CharField(max_length=64)),
                ("reasons", models.JSONField(default=list)),
                ("lines", models.JSONField(default=list)),
                ("sources", models.JSONField(default=list)),
                (
                    "consignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consignments.consignment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ControlOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("number", models.CharField(max_length=30)),
                ("issued_at", models.DateTimeField()),
                ("condition", models.JSONField()),
                (
                    "orders",
                    models.CharField(
                        choices=[
                            (
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["HOLD"],
                                guomen.catalogue.terms.words.Channel["HOLD"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                            ),
                        ],
                        max_length=8,
                    ),
                ),
                ("rate", models.FloatField(blank=True, null=True)),
                ("tests", models.JSONField(blank=True, default=list)),
                ("text_zh", models.TextField()),
                ("text_en", models.TextField()),
                ("ground", models.TextField()),
                ("closed_ground", models.TextField(blank=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.office"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_channel",
                    models.CharField(
                        choices=[
                            (
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["HOLD"],
                                guomen.catalogue.terms.words.Channel["HOLD"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                            ),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "to_channel",
                    models.CharField(
                        choices=[
                            (
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                                guomen.catalogue.terms.words.Channel["RELEASE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                                guomen.catalogue.terms.words.Channel["DOCUMENT"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                                guomen.catalogue.terms.words.Channel["IDENTITY"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                                guomen.catalogue.terms.words.Channel["PHYSICAL"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                                guomen.catalogue.terms.words.Channel["SAMPLE"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["HOLD"],
                                guomen.catalogue.terms.words.Channel["HOLD"],
                            ),
                            (
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                                guomen.catalogue.terms.words.Channel["REFUSE"],
                            ),
                        ],
                        max_length=8,
                    ),
                ),
                ("ground", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("in_force", "In Force"), ("declined", "Declined")],
                        max_length=8,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="targeting.assignment"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SamplingState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("importer", models.CharField(max_length=50)),
                ("heading", models.CharField(max_length=4)),
                ("origin", models.CharField(max_length=2)),
                ("sequence", models.PositiveIntegerField()),
                ("run", models.PositiveIntegerField()),
                ("failed", models.BooleanField()),
                ("conforming", models.BooleanField()),
                ("entry", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("importer", "heading", "origin", "sequence"), name="targeting_history_sequence"
                    ),
                    models.UniqueConstraint(
                        fields=("entry", "importer", "heading", "origin"), name="targeting_history_entry"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["drawn_on"], name="targeting_assignment_day"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["sources"], name="targeting_assignment_sources", opclasses=["jsonb_path_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("consignment", "version"), name="targeting_assignment_once"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__gte", 0), ("probability__lte", 1)),
                name="targeting_assignment_probability",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="targeting_controlorder_valid_period",
                violation_error_message="valid_to must be after valid_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_edition__isnull", True), ("until_edition__gt", models.F("since_edition")), _connector="OR"
                ),
                name="targeting_controlorder_known_period",
                violation_error_message="until_edition must be after since_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_edition__isnull", True)), fields=("number",), name="targeting_order_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="controlorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate__isnull", True), models.Q(("rate__gt", 0), ("rate__lte", 1)), _connector="OR"
                ),
                name="targeting_order_rate",
                violation_error_message="a rate is more than 0 and at most 1",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="targeting_override_second_person",
                violation_error_message="the second person is somebody else",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("assignment",), name="targeting_override_one_waiting"
            ),
        ),
    ]
