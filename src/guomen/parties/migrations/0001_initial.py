import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("establishment_registration", "establishment_registration"),
                            ("importer_filing", "importer_filing"),
                            ("exporter_filing", "exporter_filing"),
                            ("quarantine_permit", "quarantine_permit"),
                            ("green_channel", "green_channel"),
                            ("direct_release", "direct_release"),
                            ("presented_certificate", "presented_certificate"),
                        ],
                        max_length=26,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("holder", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("valid", "valid"),
                            ("suspended", "suspended"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "goods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=13), blank=True, default=list, size=None
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("ground", models.JSONField(null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["number"], name="parties_authorisation_number"),
                    models.Index(fields=["holder"], name="parties_authorisation_holder"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="parties_authorisation_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="parties_authorisation_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        expressions=[
                            ("kind", "="),
                            ("number", "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="parties_authorisation_one_state",
                        violation_error_message="this authorisation has another state in that period already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("operator", models.CharField(max_length=40)),
                ("grade", models.PositiveSmallIntegerField()),
                ("basis", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["operator", "since_edition"], name="parties_class_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="parties_enterpriseclass_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="parties_enterpriseclass_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__gte", 1), ("grade__lte", 4)),
                        name="parties_class_1_to_4",
                        violation_error_message="an enterprise class is 1, 2, 3 or 4",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        expressions=[
                            ("operator", "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="parties_class_one_at_a_time",
                        violation_error_message="the operator has another class in that period already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Operator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("identifier", models.CharField(max_length=40)),
                ("scheme", models.CharField(choices=[("uscc", "uscc"), ("local", "local")], max_length=5)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(default="CN", max_length=2)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("importer", "importer"),
                                ("exporter", "exporter"),
                                ("producer", "producer"),
                                ("declarant", "declarant"),
                                ("carrier", "carrier"),
                                ("platform", "platform"),
                                ("warehouse", "warehouse"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "identifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "ordering": ["identifier"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["identifier", "since_edition"], name="parties_operator_history"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name_zh"], name="parties_operator_zh", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name_en"], name="parties_operator_en", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="parties_operator_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="parties_operator_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("identifier",),
                        name="parties_operator_once",
                        violation_error_message="an operator of this identifier is registered already",
                    ),
                ],
            },
        ),
    ]
