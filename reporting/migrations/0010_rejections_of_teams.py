from django.db import migrations


class Migration(migrations.Migration):
    """A rejection ended the part of its team alone from here on; the function that says so is made by 0011."""

    dependencies = [("reporting", "0009_updates_of_plans")]

    operations: list[migrations.operations.base.Operation] = []
