"""Long tables are taken in by a job: since when, how many rows, why not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_tables_of_past_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="tablepreview",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="tablepreview",
            name="asked_rows",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="tablepreview",
            name="refused",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
