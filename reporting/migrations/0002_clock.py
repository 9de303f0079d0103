from pathlib import Path

from django.db import migrations

from reporting.sql import national_lists

SQL = Path(__file__).resolve().parents[1] / "sql"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


# As it was before referrals knew it, which 0007 makes of it.
CONTACT_COUNTS = """
create or replace function reporting_contact_counts(attendance text, mechanism text, occurred_on date) returns boolean
language sql immutable parallel safe
return attendance in ('5', '6')
    and mechanism <> ''
    and (
        mechanism in ('01', '02', '04', '11')
        or (occurred_on < date '2021-10-01' and mechanism not in ('05', '06'))
    );
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("careplans", "0001_initial"),
        ("outcomes", "0001_initial"),
        ("referrals", "0001_initial"),
        ("hubs", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(national_lists.create(), national_lists.drop()),
        migrations.RunSQL(CONTACT_COUNTS, "drop function reporting_contact_counts(text, text, date)"),
        # The clock itself came here, too; it reads what came later, and is made by 0011.
        migrations.RunSQL(file("spell.sql"), "drop type reporting_spell cascade"),
    ]
