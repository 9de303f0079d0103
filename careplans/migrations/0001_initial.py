import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.manager
import hubs.tenancy.constraints
import hubs.tenancy.fields
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hubs', '0001_initial'),
        ('referrals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('created_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('voided_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('void_reason', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('source_month', models.DateField(editable=False, null=True)),
                ('person', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name='care_plans', to='referrals.person')),
                ('provider', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.organisation')),
                ('local_id', models.CharField(max_length=20)),
                ('plan_type', models.CharField(max_length=2)),
                ('created_on', models.DateField()),
                ('last_updated_on', models.DateField(null=True)),
                ('implemented_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'with_voided',
                'indexes': [models.Index(fields=['tenant', 'person', 'provider'], name='careplans_careplan_person_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='careplans_careplan_tenant_id_uniq'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='careplans_careplan_void_has_reason'), models.UniqueConstraint(fields=('tenant', 'provider', 'local_id'), name='careplans_careplan_local_id_uniq'), models.CheckConstraint(condition=models.Q(('last_updated_on__isnull', True), ('last_updated_on__gte', models.F('created_on')), _connector='OR'), name='careplans_careplan_updated_after_created'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE', name='careplans_careplan_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='created_by', name='careplans_careplan_created_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='voided_by', name='careplans_careplan_voided_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='person', name='careplans_careplan_person_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='provider', name='careplans_careplan_provider_fk')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('with_voided', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CarePlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='+', to='careplans.careplan')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('tenant', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('created_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.staffmember')),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('voided_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.staffmember')),
                ('void_reason', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('source_month', models.DateField(editable=False, null=True)),
                ('person', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.person')),
                ('provider', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.organisation')),
                ('local_id', models.CharField(max_length=20)),
                ('plan_type', models.CharField(max_length=2)),
                ('created_on', models.DateField()),
                ('last_updated_on', models.DateField(null=True)),
                ('implemented_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['tenant', 'pgh_obj'], name='careplans_careplanevent_ix')],
                'constraints': [hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT', name='careplans_careplanevent_policy', system=False)],
            },
        ),
        migrations.CreateModel(
            name='CarePlanAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('created_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('voided_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('void_reason', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('source_month', models.DateField(editable=False, null=True)),
                ('plan', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='careplans.careplan')),
                ('agreed_by', models.CharField(max_length=2)),
                ('agreed_on', models.DateField(null=True)),
                ('family_involved', models.CharField(blank=True, max_length=1)),
                ('no_family_reason', models.CharField(blank=True, max_length=2)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'with_voided',
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='careplans_careplanagreement_void_has_reason'), models.UniqueConstraint(fields=('tenant', 'plan', 'agreed_by', 'agreed_on'), name='careplans_careplanagreement_uniq', nulls_distinct=False), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE', name='careplans_careplanagreement_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='created_by', name='careplans_careplanagreement_created_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='voided_by', name='careplans_careplanagreement_voided_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='plan', name='careplans_careplanagreement_plan_fk')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('with_voided', django.db.models.manager.Manager()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='careplan',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."created_on" IS DISTINCT FROM (NEW."created_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."implemented_on" IS DISTINCT FROM (NEW."implemented_on") OR OLD."last_updated_on" IS DISTINCT FROM (NEW."last_updated_on") OR OLD."local_id" IS DISTINCT FROM (NEW."local_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."plan_type" IS DISTINCT FROM (NEW."plan_type") OR OLD."provider_id" IS DISTINCT FROM (NEW."provider_id") OR OLD."tenant_id" IS DISTINCT FROM (NEW."tenant_id") OR OLD."void_reason" IS DISTINCT FROM (NEW."void_reason") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at") OR OLD."voided_by_id" IS DISTINCT FROM (NEW."voided_by_id"))', func='INSERT INTO "careplans_careplanevent" ("created_at", "created_by_id", "created_on", "id", "implemented_on", "last_updated_on", "local_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_type", "provider_id", "source_month", "tenant_id", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."created_on", OLD."id", OLD."implemented_on", OLD."last_updated_on", OLD."local_id", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."plan_type", OLD."provider_id", OLD."source_month", OLD."tenant_id", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;', hash='3d8bf16e8efd642df9e63e9b164953e8bb7042d2', operation='UPDATE', pgid='pgtrigger_changed_update_debc2', table='careplans_careplan', when='AFTER')),
        ),
    ]
