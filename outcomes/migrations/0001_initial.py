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
            name='CodedScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('created_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('voided_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('void_reason', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('source_month', models.DateField(editable=False, null=True)),
                ('referral', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='referrals.referral')),
                ('activity', hubs.tenancy.fields.TenantForeignKey(indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='referrals.careactivity')),
                ('staff', hubs.tenancy.fields.TenantForeignKey(indexed=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.staffmember')),
                ('tool_code', models.CharField(max_length=18)),
                ('score', models.CharField(max_length=5)),
                ('value', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('completed_at', models.DateTimeField(null=True)),
                ('taken_on', models.DateField()),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'with_voided',
                'indexes': [models.Index(fields=['tenant', 'referral', 'taken_on'], name='outcomes_score_referral_ix'), models.Index(condition=models.Q(('activity__isnull', False)), fields=['tenant', 'activity'], name='outcomes_score_activity_ix')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True)), models.Q(('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='outcomes_codedscore_void_has_reason'), models.CheckConstraint(condition=models.Q(('activity__isnull', False), ('completed_at__isnull', False), _connector='OR'), name='outcomes_codedscore_has_time'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE', name='outcomes_codedscore_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='created_by', name='outcomes_codedscore_created_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='voided_by', name='outcomes_codedscore_voided_by_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='referral', name='outcomes_codedscore_referral_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='activity', name='outcomes_codedscore_activity_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='staff', name='outcomes_codedscore_staff_fk')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('with_voided', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CodedScoreEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='+', to='outcomes.codedscore')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('tenant', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('created_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.staffmember')),
                ('voided_at', models.DateTimeField(editable=False, null=True)),
                ('voided_by', hubs.tenancy.fields.TenantForeignKey(editable=False, indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.staffmember')),
                ('void_reason', models.TextField(blank=True, db_default='', default='', editable=False)),
                ('source_month', models.DateField(editable=False, null=True)),
                ('referral', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.referral')),
                ('activity', hubs.tenancy.fields.TenantForeignKey(indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.careactivity')),
                ('staff', hubs.tenancy.fields.TenantForeignKey(indexed=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='hubs.staffmember')),
                ('tool_code', models.CharField(max_length=18)),
                ('score', models.CharField(max_length=5)),
                ('value', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('completed_at', models.DateTimeField(null=True)),
                ('taken_on', models.DateField()),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['tenant', 'pgh_obj'], name='outcomes_codedscoreevent_ix')],
                'constraints': [hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT', name='outcomes_codedscoreevent_policy', system=False)],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='codedscore',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."activity_id" IS DISTINCT FROM (NEW."activity_id") OR OLD."completed_at" IS DISTINCT FROM (NEW."completed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."referral_id" IS DISTINCT FROM (NEW."referral_id") OR OLD."score" IS DISTINCT FROM (NEW."score") OR OLD."staff_id" IS DISTINCT FROM (NEW."staff_id") OR OLD."taken_on" IS DISTINCT FROM (NEW."taken_on") OR OLD."tenant_id" IS DISTINCT FROM (NEW."tenant_id") OR OLD."tool_code" IS DISTINCT FROM (NEW."tool_code") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."void_reason" IS DISTINCT FROM (NEW."void_reason") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at") OR OLD."voided_by_id" IS DISTINCT FROM (NEW."voided_by_id"))', func='INSERT INTO "outcomes_codedscoreevent" ("activity_id", "completed_at", "created_at", "created_by_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "score", "source_month", "staff_id", "taken_on", "tenant_id", "tool_code", "value", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."activity_id", OLD."completed_at", OLD."created_at", OLD."created_by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."referral_id", OLD."score", OLD."source_month", OLD."staff_id", OLD."taken_on", OLD."tenant_id", OLD."tool_code", OLD."value", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;', hash='13b94bbbdf5a5f09049bee5153cf1dcb698f00f9', operation='UPDATE', pgid='pgtrigger_changed_update_9cf7c', table='outcomes_codedscore', when='AFTER')),
        ),
    ]
