import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import guomen.consignments.terms


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=60)),
                ("importer", models.CharField(max_length=50)),
                ("importer_name", models.CharField(blank=True, max_length=150)),
                ("declarant", models.CharField(blank=True, max_length=50)),
                ("direction", models.CharField(max_length=6)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            (guomen.consignments.terms.Status["LODGED"], guomen.consignments.terms.Status["LODGED"]),
                            (
                                guomen.consignments.terms.Status["CANCELLED"],
                                guomen.consignments.terms.Status["CANCELLED"],
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("current_version", models.PositiveIntegerField()),
                ("first_lodged_at", models.DateTimeField()),
                ("drawn_on", models.DateField()),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.office",
                    ),
                ),
            ],
            options={
                "db_table": "consignments_consignment",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DeclarationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=6)),
                ("lodged_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("regime", models.CharField(blank=True, max_length=4)),
                ("declared_on", models.DateField(null=True)),
                ("moved_on", models.DateField(null=True)),
                ("port", models.CharField(blank=True, max_length=6)),
                ("transport_mode", models.CharField(blank=True, max_length=1)),
                ("departure_country", models.CharField(blank=True, max_length=2)),
                ("gross_mass", models.FloatField(null=True)),
                ("content", models.JSONField()),
                (
                    "consignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="consignments.consignment",
                    ),
                ),
            ],
            options={
                "db_table": "consignments_version",
                "ordering": ["consignment", "version"],
            },
        ),
        migrations.CreateModel(
            name="GoodsLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_no", models.PositiveIntegerField()),
                ("goods_code", models.CharField(max_length=13)),
                ("origin", models.CharField(blank=True, max_length=2)),
                ("producer", models.CharField(blank=True, max_length=30)),
                ("intended_use", models.CharField(blank=True, max_length=10)),
                ("description", models.CharField(blank=True, max_length=255)),
                ("quantity", models.FloatField(null=True)),
                ("quantity_unit", models.CharField(blank=True, max_length=10)),
                ("net_mass", models.FloatField(null=True)),
                ("value", models.FloatField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="consignments.declarationversion",
                    ),
                ),
            ],
            options={
                "db_table": "consignments_goods_line",
                "ordering": ["version", "item_no"],
            },
        ),
        migrations.CreateModel(
            name="SenderLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("remembered_at", models.DateTimeField()),
                ("content", models.JSONField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "consignments_sender_layout",
                "ordering": ["sender", "-version"],
            },
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["office", "-id"], name="consignments_by_office"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["importer", "-id"], name="consignments_by_importer"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["declarant", "-id"], name="consignments_by_declarant"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(fields=["drawn_on"], name="consignments_by_day"),
        ),
        migrations.AddIndex(
            model_name="consignment",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("reference"), "varchar_pattern_ops"
                ),
                name="consignments_by_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="consignment",
            constraint=models.UniqueConstraint(
                fields=("sender", "reference"),
                name="consignments_consignment_reference",
                violation_error_message="this sender has used the reference before",
            ),
        ),
        migrations.AddConstraint(
            model_name="declarationversion",
            constraint=models.UniqueConstraint(fields=("consignment", "version"), name="consignments_version_once"),
        ),
        migrations.AddIndex(
            model_name="goodsline",
            index=models.Index(fields=["goods_code", "origin"], name="consignments_line_by_goods"),
        ),
        migrations.AddIndex(
            model_name="goodsline",
            index=models.Index(
                condition=models.Q(("producer", ""), _negated=True),
                fields=["producer"],
                name="consignments_line_by_producer",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsline",
            constraint=models.UniqueConstraint(fields=("version", "item_no"), name="consignments_goods_line_once"),
        ),
        migrations.AddConstraint(
            model_name="senderlayout",
            constraint=models.UniqueConstraint(fields=("sender", "version"), name="consignments_sender_layout_once"),
        ),
    ]
