import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.BigIntegerField()),
                (
                    "part",
                    models.CharField(choices=[("reference", "Reference"), ("measures", "Measures")], max_length=9),
                ),
            ],
            options={
                "ordering": ["edition"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("part", "edition"),
                        name="catalogue_change_once",
                        violation_error_message="this change is noted already",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("code_set", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_codename_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_codename_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_codename_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_codename_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommodityRisk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("goods", models.CharField(blank=True, max_length=13)),
                (
                    "risk",
                    models.CharField(
                        choices=[("high", "high"), ("elevated", "elevated"), ("general", "general")], max_length=8
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_commodityrisk_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_commodityrisk_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_commodityrisk_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_commodityrisk_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Country",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_country_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_country_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_country_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_country_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryRisk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("origin", models.CharField(max_length=2)),
                ("goods", models.CharField(blank=True, max_length=13)),
                (
                    "risk",
                    models.CharField(
                        choices=[("high", "high"), ("elevated", "elevated"), ("ordinary", "ordinary")], max_length=8
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_countryrisk_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_countryrisk_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_countryrisk_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_countryrisk_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goods",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("categories", models.CharField(blank=True, max_length=12)),
                ("supervision", models.CharField(blank=True, max_length=6)),
                ("unit", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_goods_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_goods_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_goods_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_goods_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=30)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_hazard_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_hazard_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_hazard_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_hazard_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("standard", models.CharField(max_length=80)),
                ("edition", models.CharField(blank=True, max_length=20)),
                ("clause", models.CharField(blank=True, max_length=80)),
                (
                    "goods",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=13), size=None),
                ),
                ("food_zh", models.TextField()),
                ("food_en", models.TextField()),
                ("analyte", models.CharField(max_length=120)),
                ("analyte_zh", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("max", "max"),
                            ("min", "min"),
                            ("range", "range"),
                            ("not_detected", "not_detected"),
                            ("nmcM", "nmcM"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("low", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("n", models.PositiveSmallIntegerField(null=True)),
                ("c", models.PositiveSmallIntegerField(null=True)),
                ("m", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("M", models.DecimalField(db_column="big_m", decimal_places=6, max_digits=18, null=True)),
                ("unit", models.CharField(max_length=20)),
                ("condition_zh", models.TextField(blank=True)),
                ("condition_en", models.TextField(blank=True)),
                ("method", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_limit_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_limit_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_limit_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_limit_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarketAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("goods", models.CharField(max_length=13)),
                ("origin", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("evaluating", "evaluating"),
                            ("admitted", "admitted"),
                            ("suspended", "suspended"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note_zh", models.TextField(blank=True)),
                ("note_en", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_marketaccess_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_marketaccess_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_marketaccess_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_marketaccess_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("number", models.CharField(max_length=40)),
                ("condition", models.JSONField()),
                ("hazard", models.CharField(blank=True, max_length=120)),
                (
                    "orders",
                    models.CharField(
                        choices=[
                            ("release", "release"),
                            ("document", "document"),
                            ("identity", "identity"),
                            ("physical", "physical"),
                            ("sample", "sample"),
                            ("hold", "hold"),
                            ("refuse", "refuse"),
                        ],
                        max_length=8,
                    ),
                ),
                ("tests", models.JSONField(default=list)),
                ("rate", models.FloatField(null=True)),
                ("text", models.JSONField()),
                ("public", models.JSONField(null=True)),
                ("basis", models.TextField(blank=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("ground", models.JSONField(null=True)),
                ("enacted_at", models.DateTimeField()),
                ("enacted_by", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["-valid_from", "-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_measure_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_measure_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_measure_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("number",),
                        name="catalogue_measure_once",
                        violation_error_message="a measure of this number is there already",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__isnull", True), models.Q(("rate__gt", 0), ("rate__lte", 1)), _connector="OR"
                        ),
                        name="catalogue_measure_rate",
                        violation_error_message="a rate lies above 0 and at most 1",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("office", models.CharField(blank=True, max_length=10)),
                ("type", models.CharField(max_length=6)),
                ("value", models.TextField()),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("note_zh", models.TextField(blank=True)),
                ("note_en", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "policies",
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_policy_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_policy_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_policy_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_policy_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Port",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("office", models.CharField(blank=True, max_length=10)),
                ("transport", models.CharField(max_length=20)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_port_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_port_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_port_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_port_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortDesignation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("port", models.CharField(max_length=6)),
                ("goods", models.CharField(max_length=13)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("built", "built"),
                            ("accepted", "accepted"),
                            ("in_force", "in_force"),
                            ("suspended", "suspended"),
                        ],
                        max_length=9,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["since_edition", "until_edition"], name="catalogue_portdesignation_ed")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_portdesignation_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_portdesignation_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_portdesignation_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("market_access", "market_access"),
                            ("establishment_registration", "establishment_registration"),
                            ("importer_filing", "importer_filing"),
                            ("quarantine_permit", "quarantine_permit"),
                            ("document", "document"),
                            ("designated_port", "designated_port"),
                            ("check", "check"),
                            ("test", "test"),
                        ],
                        max_length=26,
                    ),
                ),
                ("condition", models.JSONField(default=dict)),
                ("parameters", models.JSONField(default=dict)),
                ("text_zh", models.TextField()),
                ("text_en", models.TextField()),
                ("basis", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_requirement_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_requirement_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_requirement_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_requirement_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SamplingCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("state", models.CharField(max_length=9)),
                ("letter", models.CharField(max_length=1)),
                ("aql", models.CharField(max_length=6)),
                ("cell", models.CharField(max_length=4)),
                ("resolved_letter", models.CharField(max_length=1)),
                ("resolved_n", models.PositiveSmallIntegerField()),
                ("resolved_ac", models.PositiveSmallIntegerField()),
                ("resolved_re", models.PositiveSmallIntegerField()),
                ("disputed", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_samplingcell_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_samplingcell_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_samplingcell_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_samplingcell_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SamplingLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("lot_min", models.PositiveIntegerField()),
                ("lot_max", models.PositiveIntegerField(null=True)),
                ("level", models.CharField(max_length=4)),
                ("letter", models.CharField(max_length=1)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["since_edition", "until_edition"], name="catalogue_samplingletter_ed")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_samplingletter_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_samplingletter_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_samplingletter_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SwitchingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("since_edition", models.BigIntegerField()),
                ("until_edition", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("source", models.TextField(blank=True)),
                (
                    "confidence",
                    models.CharField(
                        choices=[("source", "source"), ("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=6,
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("from_state", models.CharField(max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("reject", models.PositiveSmallIntegerField(null=True)),
                ("within", models.PositiveSmallIntegerField(null=True)),
                ("accept", models.PositiveSmallIntegerField(null=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("authority", models.BooleanField(default=False)),
                ("clause", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["since_edition", "until_edition"], name="catalogue_switchingrule_ed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_switchingrule_valid_period",
                        violation_error_message="valid_to must be after valid_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_edition__isnull", True),
                            ("until_edition__gt", models.F("since_edition")),
                            _connector="OR",
                        ),
                        name="catalogue_switchingrule_known_period",
                        violation_error_message="until_edition must be after since_edition",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_edition__isnull", True)),
                        fields=("key", "valid_from"),
                        name="catalogue_switchingrule_once",
                        violation_error_message="a row of this key that begins on this day is there already",
                    ),
                ],
            },
        ),
    ]
