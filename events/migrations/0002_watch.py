from django.db import migrations

from portal.content import watch

# Registrations too: public pages show how many places are left.
TABLES = (
    "events_event", "events_event_co_hosts", "events_eventlanguage", "events_eventquota", "events_eventattachment", "events_eventseries",
    "events_registration",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [watch(table) for table in TABLES]
