import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import guomen.kernel.terms.people


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True)),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(max_length=60)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                (
                                    guomen.kernel.terms.people.Role["PORT_OFFICER"],
                                    guomen.kernel.terms.people.Role["PORT_OFFICER"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["DUTY_MANAGER"],
                                    guomen.kernel.terms.people.Role["DUTY_MANAGER"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["LABORATORY_ANALYST"],
                                    guomen.kernel.terms.people.Role["LABORATORY_ANALYST"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["LABORATORY_MANAGER"],
                                    guomen.kernel.terms.people.Role["LABORATORY_MANAGER"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["RISK_ANALYST"],
                                    guomen.kernel.terms.people.Role["RISK_ANALYST"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["HEADQUARTERS"],
                                    guomen.kernel.terms.people.Role["HEADQUARTERS"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["AUDITOR"],
                                    guomen.kernel.terms.people.Role["AUDITOR"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["TRADER"],
                                    guomen.kernel.terms.people.Role["TRADER"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["SENDER"],
                                    guomen.kernel.terms.people.Role["SENDER"],
                                ),
                                (
                                    guomen.kernel.terms.people.Role["OPERATOR"],
                                    guomen.kernel.terms.people.Role["OPERATOR"],
                                ),
                            ],
                            max_length=24,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("represents", models.CharField(blank=True, max_length=18)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "kernel_actor",
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("note", models.TextField()),
            ],
            options={
                "db_table": "kernel_edition",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("label", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "kernel_access_token",
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            (
                                guomen.kernel.terms.people.Role["PORT_OFFICER"],
                                guomen.kernel.terms.people.Role["PORT_OFFICER"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["DUTY_MANAGER"],
                                guomen.kernel.terms.people.Role["DUTY_MANAGER"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["LABORATORY_ANALYST"],
                                guomen.kernel.terms.people.Role["LABORATORY_ANALYST"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["LABORATORY_MANAGER"],
                                guomen.kernel.terms.people.Role["LABORATORY_MANAGER"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["RISK_ANALYST"],
                                guomen.kernel.terms.people.Role["RISK_ANALYST"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["HEADQUARTERS"],
                                guomen.kernel.terms.people.Role["HEADQUARTERS"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["AUDITOR"],
                                guomen.kernel.terms.people.Role["AUDITOR"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["TRADER"],
                                guomen.kernel.terms.people.Role["TRADER"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["SENDER"],
                                guomen.kernel.terms.people.Role["SENDER"],
                            ),
                            (
                                guomen.kernel.terms.people.Role["OPERATOR"],
                                guomen.kernel.terms.people.Role["OPERATOR"],
                            ),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "capability",
                    models.CharField(
                        choices=[
                            (
                                guomen.kernel.terms.people.Capability["LODGE"],
                                guomen.kernel.terms.people.Capability["LODGE"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["VIEW_CONSIGNMENTS"],
                                guomen.kernel.terms.people.Capability["VIEW_CONSIGNMENTS"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["VIEW_PROFILE_REASONS"],
                                guomen.kernel.terms.people.Capability["VIEW_PROFILE_REASONS"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["INSPECT"],
                                guomen.kernel.terms.people.Capability["INSPECT"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["MANAGE_SHIFT"],
                                guomen.kernel.terms.people.Capability["MANAGE_SHIFT"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["OVERRIDE_CHANNEL"],
                                guomen.kernel.terms.people.Capability["OVERRIDE_CHANNEL"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["APPROVE_OVERRIDE"],
                                guomen.kernel.terms.people.Capability["APPROVE_OVERRIDE"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["ISSUE_CONTROL_ORDER"],
                                guomen.kernel.terms.people.Capability["ISSUE_CONTROL_ORDER"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["TEST"],
                                guomen.kernel.terms.people.Capability["TEST"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["AUTHORISE_RESULT"],
                                guomen.kernel.terms.people.Capability["AUTHORISE_RESULT"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["SIGN_DISPOSITION"],
                                guomen.kernel.terms.people.Capability["SIGN_DISPOSITION"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["IMPOSE_MEASURE"],
                                guomen.kernel.terms.people.Capability["IMPOSE_MEASURE"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["EDIT_REFERENCE"],
                                guomen.kernel.terms.people.Capability["EDIT_REFERENCE"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["AUDIT"],
                                guomen.kernel.terms.people.Capability["AUDIT"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["OPERATE"],
                                guomen.kernel.terms.people.Capability["OPERATE"],
                            ),
                            (
                                guomen.kernel.terms.people.Capability["TRADE"],
                                guomen.kernel.terms.people.Capability["TRADE"],
                            ),
                        ],
                        max_length=30,
                    ),
                ),
            ],
            options={
                "db_table": "kernel_grant",
                "constraints": [models.UniqueConstraint(fields=("role", "capability"), name="kernel_grant_once")],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("name_zh", models.CharField(max_length=100)),
                ("name_en", models.CharField(max_length=100)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            (
                                guomen.kernel.terms.people.OfficeLevel["HEADQUARTERS"],
                                guomen.kernel.terms.people.OfficeLevel["HEADQUARTERS"],
                            ),
                            (
                                guomen.kernel.terms.people.OfficeLevel["BUREAU"],
                                guomen.kernel.terms.people.OfficeLevel["BUREAU"],
                            ),
                            (
                                guomen.kernel.terms.people.OfficeLevel["BRANCH"],
                                guomen.kernel.terms.people.OfficeLevel["BRANCH"],
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                ("path", models.CharField(max_length=60, unique=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="kernel.office",
                    ),
                ),
            ],
            options={
                "db_table": "kernel_office",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("authority", models.TextField(blank=True)),
                ("edition", models.BigIntegerField(null=True)),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("payload", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=list)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="kernel.entry",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.office",
                    ),
                ),
            ],
            options={
                "db_table": "kernel_entry",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="actor",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actors",
                to="kernel.office",
            ),
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seal", to="kernel.entry"
                    ),
                ),
            ],
            options={
                "db_table": "kernel_seal",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("handler", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("done", "Done"), ("failed", "Failed")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="kernel.entry",
                    ),
                ),
            ],
            options={
                "db_table": "kernel_delivery",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["id"],
                        name="kernel_delivery_pending",
                    ),
                    models.Index(condition=models.Q(("state", "failed")), fields=["id"], name="kernel_delivery_failed"),
                ],
                "constraints": [models.UniqueConstraint(fields=("entry", "handler"), name="kernel_delivery_once")],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=True, fields=["subjects"], name="kernel_entry_subjects"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["actor", "-id"], name="kernel_entry_by_actor"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "-id"], name="kernel_entry_by_kind"),
        ),
    ]
