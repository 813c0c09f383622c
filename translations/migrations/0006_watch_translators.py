from django.db import migrations

from portal.content import watch


class Migration(migrations.Migration):
    """Who translates is read once a content version: the navigation of every desk page asks."""

    dependencies = [("translations", "0005_machine")]

    operations = [watch("translations_translator")]
