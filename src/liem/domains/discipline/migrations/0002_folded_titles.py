from django.db import migrations, models


def fold_rows(apps, schema_editor):
    """Write the folded twin of every title there is."""
    from liem.kernel.text import fold

    del schema_editor
    papers = apps.get_model("discipline", "DisciplinePaper").objects
    for row in papers.only("pk", "title").iterator():
        papers.filter(pk=row.pk).update(folded=fold(row.title)[:300])


class Migration(migrations.Migration):

    dependencies = [
        ('discipline', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='disciplinepaper',
            name='folded',
            field=models.CharField(default='', editable=False, max_length=300),
        ),
        migrations.RunPython(fold_rows, migrations.RunPython.noop),
    ]
