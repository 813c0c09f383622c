from django.db import migrations

from portal.content import watch


class Migration(migrations.Migration):
    """What the old table knew has been written into the records by atlas 0001, which runs before this."""

    dependencies = [("translations", "0002_workflow")]
    operations = [migrations.DeleteModel(name="TextState"), watch("translations_translationrecord")]
