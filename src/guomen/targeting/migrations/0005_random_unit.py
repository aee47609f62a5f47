from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targeting", "0004_told_again")]

    operations = [
        migrations.AddField(
            model_name="pace",
            name="random_unit",
            field=models.FloatField(null=True),
        ),
    ]
