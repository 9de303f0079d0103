import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('careplans', '0006_updates_known_so_far'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='careplan',
            name='changed_update',
        ),
        migrations.RemoveConstraint(
            model_name='careplan',
            name='careplans_careplan_updated_after_created',
        ),
        migrations.RemoveField(
            model_name='careplan',
            name='last_updated_on',
        ),
        migrations.RemoveField(
            model_name='careplanevent',
            name='last_updated_on',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careplan',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."created_on" IS DISTINCT FROM (NEW."created_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."implemented_on" IS DISTINCT FROM (NEW."implemented_on") OR OLD."local_id" IS DISTINCT FROM (NEW."local_id") OR OLD."of_plan_id" IS DISTINCT FROM (NEW."of_plan_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."plan_type" IS DISTINCT FROM (NEW."plan_type") OR OLD."provider_id" IS DISTINCT FROM (NEW."provider_id") OR OLD."tenant_id" IS DISTINCT FROM (NEW."tenant_id") OR OLD."void_reason" IS DISTINCT FROM (NEW."void_reason") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at") OR OLD."voided_by_id" IS DISTINCT FROM (NEW."voided_by_id"))', func='INSERT INTO "careplans_careplanevent" ("created_at", "created_by_id", "created_on", "id", "implemented_on", "local_id", "of_plan_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_type", "provider_id", "source_month", "tenant_id", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."created_on", OLD."id", OLD."implemented_on", OLD."local_id", OLD."of_plan_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."plan_type", OLD."provider_id", OLD."source_month", OLD."tenant_id", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;', hash='c37c6432e998ca430a671b139de3137bc23385ee', operation='UPDATE', pgid='pgtrigger_changed_update_debc2', table='careplans_careplan', when='AFTER')),
        ),
    ]
