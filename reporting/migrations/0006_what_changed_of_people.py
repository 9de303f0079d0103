from django.db import migrations


class Migration(migrations.Migration):
    """Made reporting_changed_from once more, which 0009 does now."""

    dependencies = [("reporting", "0005_what_changed")]

    operations = []
