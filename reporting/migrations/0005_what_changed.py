from django.db import migrations


class Migration(migrations.Migration):
    """Made reporting_changed_from, which by now reads what came later and is made by 0009."""

    dependencies = [
        ("reporting", "0004_night_of_care"),
        ("careplans", "0002_plans"),
        ("outcomes", "0002_measures"),
        ("referrals", "0002_somebody_holds"),
    ]

    operations = []
