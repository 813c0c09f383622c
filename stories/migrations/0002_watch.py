from django.db import migrations

from portal.content import watch

TABLES = (
    "stories_story", "stories_storystep", "stories_storystep_offers", "stories_storystep_organisations", "stories_storystep_events",
    "stories_storysource", "stories_storymedia", "stories_storycaption", "stories_consent", "stories_awardcall", "stories_awardcategory",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]
    operations = [watch(table) for table in TABLES]
