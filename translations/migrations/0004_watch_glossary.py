from django.db import migrations

from portal.content import watch


class Migration(migrations.Migration):
    """The matcher of glossary terms is read once a content version."""

    dependencies = [("translations", "0003_drop_textstate")]

    operations = [watch("translations_glossaryterm"), watch("translations_glossaryrendering")]
