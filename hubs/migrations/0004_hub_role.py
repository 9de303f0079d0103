"""A worker of some hubs is served as chub_hub, whose policies hold back what their hubs do not reach (docs/adr/0002)."""

from django.db import migrations

from hubs.tenancy.ground import HUBS


class Migration(migrations.Migration):
    dependencies = [("hubs", "0003_teamtypetime")]
    operations = HUBS
