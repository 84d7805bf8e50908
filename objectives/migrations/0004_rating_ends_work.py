from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('objectives', '0003_faster_history_and_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrating',
            name='ends_work',
            field=models.BooleanField(default=False, help_text='Given to an item, it says that the work is over.'),
        ),
        migrations.AddField(
            model_name='rating',
            name='ends_work',
            field=models.BooleanField(default=False, help_text='Given to an item, it says that the work is over.'),
        ),
    ]
