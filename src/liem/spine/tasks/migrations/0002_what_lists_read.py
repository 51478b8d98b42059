"""An index that holds all that lists count, narrow and sort by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["state", "due_at", "outcome", "lead_unit", "giver_unit", "parent", "case", "id"],
                name="task_seen",
            ),
        ),
    ]
