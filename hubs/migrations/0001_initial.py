import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import hubs.tenancy.constraints
import hubs.tenancy.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from hubs.tenancy import ground


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        *ground.OPERATIONS,
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_list', models.CharField(max_length=60)),
                ('code', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['code_list', 'position', 'code'],
                'constraints': [models.UniqueConstraint(fields=('code_list', 'code', 'valid_from'), name='hubs_code_uniq', nulls_distinct=False), hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_code_grants', reason='National code lists are the same for everybody.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='AssessmentTool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=18, unique=True)),
                ('tool', models.CharField(max_length=200)),
                ('term', models.CharField(max_length=300)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('low', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('high', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('in_v6', models.BooleanField(default=True)),
                ('is_baseline_outcome', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['tool', 'code'],
                'constraints': [hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_assessmenttool_grants', reason='The national list of assessment tools is the same for everybody.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RefsetMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refset_id', models.CharField(max_length=18)),
                ('concept_id', models.CharField(max_length=18)),
                ('active_from', models.DateField()),
                ('active_to', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('refset_id', 'concept_id', 'active_from'), name='hubs_refsetmember_uniq'), models.CheckConstraint(condition=models.Q(('active_to__isnull', True), ('active_to__gte', models.F('active_from')), _connector='OR'), name='hubs_refsetmember_dates'), hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_refsetmember_grants', reason='Reference sets come from the national SNOMED CT release.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('postcode', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('lsoa_2011', models.CharField(blank=True, max_length=9)),
                ('lsoa_2021', models.CharField(blank=True, max_length=9)),
                ('local_authority', models.CharField(blank=True, max_length=9)),
                ('introduced', models.DateField(null=True)),
                ('terminated', models.DateField(null=True)),
            ],
            options={
                'abstract': False,
                'constraints': [hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_postcode_grants', reason='The postcode directory is published for everybody.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='DeprivationDecile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField()),
                ('boundary_year', models.PositiveSmallIntegerField()),
                ('lsoa', models.CharField(max_length=9)),
                ('rank', models.PositiveIntegerField()),
                ('decile', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('edition', 'lsoa'), name='hubs_deprivationdecile_uniq'), models.CheckConstraint(condition=models.Q(('decile__range', (1, 10))), name='hubs_deprivationdecile_range'), hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_deprivationdecile_grants', reason='The indices of deprivation are published for everybody.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='GpPractice',
            fields=[
                ('code', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('postcode', models.CharField(blank=True, max_length=8)),
                ('commissioner', models.CharField(blank=True, max_length=8)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('status', models.CharField(blank=True, max_length=1)),
            ],
            options={
                'abstract': False,
                'constraints': [hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_gppractice_grants', reason='The register of practices is published for everybody.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PcnPractice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('practice_code', models.CharField(max_length=8)),
                ('pcn_code', models.CharField(max_length=8)),
                ('pcn_name', models.CharField(max_length=200)),
                ('sub_icb_code', models.CharField(blank=True, max_length=8)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['pcn_code'], name='hubs_pcnpractice_pcn_ix')],
                'constraints': [models.UniqueConstraint(fields=('practice_code', 'pcn_code', 'starts_on'), name='hubs_pcnpractice_start_uniq'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='hubs_pcnpractice_dates'), hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_pcnpractice_grants', reason='The register of networks is published for everybody.')],
            },
        ),
        migrations.CreateModel(
            name='Tenant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('ods_code', models.CharField(max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z0-9]{3,6}$')])),
                ('suppress_below', models.PositiveSmallIntegerField(default=5)),
                ('round_to', models.PositiveSmallIntegerField(default=5)),
                ('within_days', models.PositiveSmallIntegerField(default=28)),
                ('local_wait_from', models.TextField(choices=[('requested', 'The day the person first asked anybody for help'), ('received', 'The day the referral was received')], db_default='requested', default='requested')),
                ('local_wait_until', models.TextField(choices=[('contact', 'The first contact'), ('second_contact', 'The second contact'), ('help', 'The first plan agreed or intervention done'), ('all', 'Contact, baseline score, assessment and help, as nationally')], db_default='help', default='help')),
                ('public_phone', models.CharField(blank=True, db_default='', default='', max_length=30)),
                ('takes_requests', models.BooleanField(db_default=True, default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE', name='hubs_tenant_grants', reason="It is what the others belong to; sign-in and the night's fan-out need it before a tenant is set.")],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('occurred_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.TextField(choices=[('opened', 'Opened a record'), ('searched', 'Searched for people'), ('listed', 'Saw a list of people'), ('exported', 'Took data out'), ('refused', 'Was refused'), ('override', 'Opened with a reason')])),
                ('staff_id', models.BigIntegerField()),
                ('staff_name', models.CharField(max_length=200)),
                ('person_reference', models.CharField(blank=True, max_length=20)),
                ('what', models.CharField(max_length=200)),
                ('reason', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=36)),
            ],
            options={
                'ordering': ['-occurred_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', '-occurred_at'], name='hubs_accesslog_when_ix'), models.Index(fields=['tenant', 'person_reference', '-occurred_at'], name='hubs_accesslog_person_ix')],
                'constraints': [hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT', name='hubs_accesslog_policy', system=False)],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('occurred_at', models.DateTimeField(auto_now_add=True)),
                ('staff_id', models.BigIntegerField(null=True)),
                ('action', models.CharField(max_length=60)),
                ('object_type', models.CharField(max_length=60)),
                ('object_reference', models.CharField(max_length=60)),
                ('detail', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-occurred_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', '-occurred_at'], name='hubs_auditevent_when_ix'), models.Index(fields=['tenant', 'object_type', 'object_reference'], name='hubs_auditevent_object_ix')],
                'constraints': [hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT', name='hubs_auditevent_policy', system=False)],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('code', models.SlugField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_place_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'code'), name='hubs_place_code_uniq'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_place_policy', system=False)],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='hubs.tenant')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='support staff')),
                ('must_change_password', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'ordering': ['email'],
                'constraints': [hubs.tenancy.constraints.GlobalGrants(grants='SELECT, INSERT, UPDATE', name='hubs_user_grants', reason='Sign-in happens before it is known which tenant is meant.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('code', models.SlugField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('place', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hubs', to='hubs.place')),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'place'], name='hubs_hub_place_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_hub_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'code'), name='hubs_hub_code_uniq'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('opened_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='hubs_hub_closed_after_opened'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_hub_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='place', name='hubs_hub_place_fk')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('kind', models.TextField(choices=[('nhs_trust', 'NHS trust'), ('council', 'Council'), ('pcn', 'Primary Care Network'), ('gp_practice', 'GP practice'), ('vcse', 'Voluntary, community or social enterprise'), ('icb', 'Integrated care board'), ('independent', 'Independent provider')])),
                ('name', models.CharField(max_length=200)),
                ('ods_code', models.CharField(blank=True, max_length=8)),
                ('place', hubs.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='hubs.place')),
                ('transformed_from', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'place'], name='hubs_organisation_place_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_organisation_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='hubs_organisation_public_id_uniq'), models.UniqueConstraint(condition=models.Q(('ods_code', ''), _negated=True), fields=('tenant', 'ods_code'), name='hubs_organisation_ods_uniq'), models.CheckConstraint(condition=models.Q(('transformed_from__isnull', True), ('kind', 'pcn'), _connector='OR'), name='hubs_organisation_only_pcn_transformed'), models.CheckConstraint(condition=models.Q(('kind__in', ['nhs_trust', 'council', 'pcn', 'gp_practice', 'vcse', 'icb', 'independent'])), name='hubs_organisation_kind_known'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_organisation_policy', system=True), hubs.tenancy.constraints.CompositeForeignKey(field='place', name='hubs_organisation_place_fk')],
            },
        ),
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('organisation', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_clients', to='hubs.organisation')),
                ('key_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_used_on', models.DateField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'organisation'], name='hubs_apiclient_organisation_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_apiclient_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='hubs_apiclient_public_id_uniq'), models.UniqueConstraint(fields=('tenant', 'key_hash'), name='hubs_apiclient_key_uniq'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE', name='hubs_apiclient_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='organisation', name='hubs_apiclient_organisation_fk')],
            },
        ),
        migrations.CreateModel(
            name='HubCoverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('hub', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coverage', to='hubs.hub')),
                ('pcn', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covered_by', to='hubs.organisation')),
                ('population', models.PositiveIntegerField(blank=True, null=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['hub', 'starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'hub'], name='hubs_hubcoverage_hub_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'pcn', 'starts_on'), name='hubs_hubcoverage_start_uniq'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('tenant', 'pcn'), name='hubs_hubcoverage_one_current'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='hubs_hubcoverage_dates'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_hubcoverage_policy', system=True), hubs.tenancy.constraints.CompositeForeignKey(field='hub', name='hubs_hubcoverage_hub_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='pcn', name='hubs_hubcoverage_pcn_fk')],
            },
        ),
        migrations.CreateModel(
            name='StaffMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_member', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=200)),
                ('organisation', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='hubs.organisation')),
                ('local_id', models.CharField(max_length=20)),
                ('staff_group', models.CharField(blank=True, max_length=2)),
                ('is_active', models.BooleanField(db_default=True, default=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_staffmember_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='hubs_staffmember_public_id_uniq'), models.UniqueConstraint(fields=('tenant', 'organisation', 'local_id'), name='hubs_staffmember_local_id_uniq'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_staffmember_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='organisation', name='hubs_staffmember_organisation_fk')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('organisation', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='hubs.organisation')),
                ('hub', hubs.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='hubs.hub')),
                ('team_type', models.CharField(max_length=3)),
                ('intended_age_group', models.CharField(default='03', max_length=2)),
                ('local_id', models.CharField(max_length=20)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('takes_new', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'hub'], name='hubs_team_hub_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='hubs_team_tenant_id_uniq'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='hubs_team_public_id_uniq'), models.UniqueConstraint(fields=('tenant', 'organisation', 'local_id'), name='hubs_team_local_id_uniq'), models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True), ('takes_new', True)), fields=('tenant', 'hub'), name='hubs_team_one_takes_new', nulls_distinct=False), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_team_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='organisation', name='hubs_team_organisation_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='hub', name='hubs_team_hub_fk')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False)),
                ('staff', hubs.tenancy.fields.TenantForeignKey(indexed=False, on_delete=django.db.models.deletion.PROTECT, related_name='saved_filters', to='hubs.staffmember')),
                ('page', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=1000)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'public_id'), name='hubs_savedfilter_public_id_uniq'), models.UniqueConstraint(fields=('tenant', 'staff', 'page', 'name'), name='hubs_savedfilter_name_uniq'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_savedfilter_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='staff', name='hubs_savedfilter_staff_fk')],
            },
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('staff', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='hubs.staffmember')),
                ('role', models.TextField(choices=[('clinician', 'Clinician'), ('manager', 'Manager'), ('commissioner', 'Commissioner'), ('partner', 'Partner worker'), ('administrator', 'Administrator'), ('privacy', 'Privacy officer')])),
                ('hub', hubs.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='hubs.hub')),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'hub'], name='hubs_roleassignment_hub_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'staff', 'role', 'hub'), name='hubs_roleassignment_uniq', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('role__in', ['clinician', 'manager', 'commissioner', 'partner', 'administrator', 'privacy'])), name='hubs_roleassignment_role_known'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_roleassignment_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='staff', name='hubs_roleassignment_staff_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='hub', name='hubs_roleassignment_hub_fk')],
            },
        ),
        migrations.CreateModel(
            name='TeamMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.tenant')),
                ('staff', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='hubs.staffmember')),
                ('team', hubs.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='hubs.team')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'team'], name='hubs_teammembership_team_ix')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'staff', 'team', 'starts_on'), name='hubs_teammembership_start_uniq'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='hubs_teammembership_dates'), hubs.tenancy.constraints.TenantPolicy(grants='SELECT, INSERT, UPDATE, DELETE', name='hubs_teammembership_policy', system=False), hubs.tenancy.constraints.CompositeForeignKey(field='staff', name='hubs_teammembership_staff_fk'), hubs.tenancy.constraints.CompositeForeignKey(field='team', name='hubs_teammembership_team_fk')],
            },
        ),
    ]
