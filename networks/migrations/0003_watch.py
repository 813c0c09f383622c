from django.db import migrations

from portal.content import watch

TABLES = (
    "networks_organisationlanguage", "networks_advisor", "networks_advisor_organisations", "networks_advisor_regions",
    "networks_advisorlanguage", "networks_advisorchannel", "networks_competence", "networks_responsibility", "networks_formeraddress",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("networks", "0002_profiles")]
    operations = [watch(table) for table in TABLES]
