from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
DROP = "drop type reporting_spell cascade;"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_what_changed_of_people")]

    operations = [
        migrations.AddField(
            model_name="spellfact",
            name="is_undischarged",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="referralfact",
            name="is_undischarged",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(
            DROP + file("spell.sql"),
            migrations.RunSQL.noop,
        ),
    ]
