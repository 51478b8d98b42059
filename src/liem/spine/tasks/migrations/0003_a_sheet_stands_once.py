"""A report keeps which form it came from, so that a form sent twice stands once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_shared_counts'),
        ('tasks', '0002_what_lists_read'),
        ('units', '0002_tablepreview'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='progress',
            name='sent_as',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.UniqueConstraint(condition=models.Q(('sent_as', ''), _negated=True), fields=('task', 'sent_as'), name='progress_sent_once'),
        ),
    ]
