import django.contrib.postgres.indexes
from django.db import migrations, models

# The words stay: without them typing mistakes would not be corrected until the search is rebuilt.
KEEP = "CREATE TEMPORARY TABLE kept_words ON COMMIT DROP AS SELECT DISTINCT word FROM portal_searchword"
PUT_BACK = "INSERT INTO portal_searchword (word) SELECT word FROM kept_words"


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_outgoing_mail")]

    operations = [
        migrations.RunSQL(KEEP, PUT_BACK),
        migrations.DeleteModel(name="SearchWord"),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(db_index=True, max_length=60)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="searchword_trigrams"
                    )
                ],
            },
        ),
        migrations.RunSQL(PUT_BACK, KEEP),
    ]
