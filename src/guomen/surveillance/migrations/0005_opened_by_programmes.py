from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveillance", "0004_options")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="opening",
            field=models.CharField(
                choices=[
                    ("detected", "detected"),
                    ("emerging", "emerging"),
                    ("person", "person"),
                    ("case", "case"),
                    ("exceeded", "exceeded"),
                ],
                max_length=8,
            ),
        ),
    ]
