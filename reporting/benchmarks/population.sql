-- Made-up people with their referrals, contacts, activities, scores and plans, for timing the night on a known size.
-- For the tenant in force. %(people)s persons; about 1.2 referrals each in the three years before %(as_at)s and about
-- 10 contacts a person. The same numbers come out every time: nothing here is drawn by chance.

insert into hubs_place (tenant_id, code, name)
select app_tenant(), 'bench-place-' || n, 'Place ' || n from generate_series(1, 4) n;

insert into hubs_organisation (tenant_id, kind, name, ods_code, place_id)
select app_tenant(), 'nhs_trust', 'Trust ' || n, 'RB' || n, null from generate_series(1, 2) n
union all
select app_tenant(), 'pcn', 'PCN ' || n, 'U9' || lpad(n::text, 3, '0'), place.id
from generate_series(1, 32) n
join hubs_place place on place.tenant_id = app_tenant() and place.code = 'bench-place-' || (n %% 4 + 1);

insert into hubs_hub (tenant_id, code, name, place_id)
select app_tenant(), 'bench-hub-' || n, 'Hub ' || n, place.id
from generate_series(1, 8) n
join hubs_place place on place.tenant_id = app_tenant() and place.code = 'bench-place-' || (n %% 4 + 1);

insert into hubs_hubcoverage (tenant_id, hub_id, pcn_id, population, starts_on)
select app_tenant(), hub.id, pcn.id, 40000, '2020-01-01'
from generate_series(1, 32) n
join hubs_organisation pcn on pcn.tenant_id = app_tenant() and pcn.ods_code = 'U9' || lpad(n::text, 3, '0')
join hubs_hub hub on hub.tenant_id = app_tenant() and hub.code = 'bench-hub-' || (n %% 8 + 1);

insert into hubs_team (tenant_id, name, organisation_id, hub_id, team_type, intended_age_group, local_id)
select app_tenant(), 'Team ' || n, trust.id, hub.id,
    (array['A05', 'A06', 'A06', 'A08', 'A12', 'A13', 'A16', 'C10', 'A14', 'A18'])[n %% 10 + 1], '03', 'BT' || n
from generate_series(1, 40) n
join hubs_organisation trust on trust.tenant_id = app_tenant() and trust.ods_code = 'RB' || (n %% 2 + 1)
join hubs_hub hub on hub.tenant_id = app_tenant() and hub.code = 'bench-hub-' || (n %% 8 + 1);

insert into hubs_postcode (postcode, lsoa_2011, lsoa_2021, local_authority)
select 'ZZ' || n / 100 || ' ' || n %% 100, 'E0190' || lpad(n::text, 4, '0'), 'E0190' || lpad(n::text, 4, '0'), 'E06000001'
from generate_series(1, 2000) n
on conflict do nothing;

insert into hubs_deprivationdecile (edition, boundary_year, lsoa, rank, decile)
select 2019, 2011, 'E0190' || lpad(n::text, 4, '0'), n, n %% 10 + 1 from generate_series(1, 2000) n
on conflict do nothing;

insert into hubs_pcnpractice (practice_code, pcn_code, pcn_name, sub_icb_code, starts_on)
select 'P9' || lpad(n::text, 4, '0'), 'U9' || lpad((n %% 32 + 1)::text, 3, '0'), 'PCN ' || n %% 32 + 1, '00Q', '2019-07-01'
from generate_series(1, 160) n
on conflict do nothing;

insert into hubs_refsetmember (refset_id, concept_id, active_from)
select (array['1853441000000109', '1853461000000105', '1853481000000101', '1853451000000107'])[n %% 4 + 1],
    (900000000 + n)::text, '2019-04-01'
from generate_series(0, 199) n
on conflict do nothing;

insert into hubs_assessmenttool (code, tool, term, kind, low, high, in_v6, is_baseline_outcome)
select '1037651000000100', 'DIALOG', 'DIALOG item 1', 'item', 1, 7, true, true
on conflict do nothing;

insert into referrals_person (tenant_id, reference, family_name, given_name, preferred_name, name_key, birth_date,
    nhs_number, nhs_number_status, nhs_number_claimed, nhs_number_problem, gender_identity, gender_same_at_birth,
    stated_gender, marital_status, ethnic_category, ethnic_category_2021, language, postcode, phone, email)
select app_tenant(), 'BP' || n, '', '', '', '', %(as_at)s::date - (6300 + n * 37 %% 25000), '', '07', '', '',
    (array['1', '2', '2', '3', 'X'])[n %% 5 + 1], 'Y', '', '', (array['A', 'A', 'A', 'D', 'J', 'M', 'S', 'Z'])[n %% 8 + 1],
    '', 'en', 'ZZ' || (n %% 2000 + 1) / 100 || ' ' || (n %% 2000 + 1) %% 100, '', ''
from generate_series(1, %(people)s) n;

insert into referrals_gpregistration (tenant_id, person_id, practice_code, starts_on)
select app_tenant(), person.id, 'P9' || lpad((person.id %% 160 + 1)::text, 4, '0'), '2015-01-01'
from referrals_person person where person.reference like 'BP%%';

insert into referrals_referral (tenant_id, person_id, provider_id, team_id, hub_id, reference, received_on, source,
    referring_organisation, commissioner, priority, primary_reason, discharged_on, rejection_reason, closure_reason,
    source_month, latest_month)
select app_tenant(), person.id, team.organisation_id, team.id, team.hub_id, 'BR' || person.n || '-' || k, due.received_on,
    (array['A1', 'A1', 'A1', 'B1', 'G4', 'H1', 'M7', 'P1'])[person.n %% 8 + 1], '', '00Q', '3', '04',
    case when (person.n + k) %% 3 > 0 and due.received_on + due.lasts <= %(as_at)s then due.received_on + due.lasts end, '', '',
    -- As record sets bring them: their provider holds them, not we.
    date_trunc('month', due.received_on)::date,
    date_trunc('month', case when (person.n + k) %% 3 > 0 and due.received_on + due.lasts <= %(as_at)s
        then due.received_on + due.lasts else %(as_at)s::date end)::date
from (select id, substr(reference, 3)::integer as n from referrals_person where reference like 'BP%%') person
cross join generate_series(1, 2) k
cross join lateral (
    select (%(as_at)s::date - (person.n * 7919 + k * 331) %% 1095) as received_on, 30 + person.n %% 300 as lasts
) due
join hubs_team team on team.tenant_id = app_tenant() and team.local_id = 'BT' || ((person.n + k) %% 40 + 1)
where k = 1 or person.n %% 5 = 0;

-- As record sets tell: which teams, of which type, were on each referral since it was first sent.
insert into hubs_teamtypetime (tenant_id, team_id, team_type, days)
select app_tenant(), team.id, team.team_type, datemultirange(daterange('2020-01-01', null))
from hubs_team team where team.local_id like 'BT%%';

-- Until the month that told of its discharge it was sent without one.
insert into referrals_referralteamtime (tenant_id, referral_id, team_id, is_other, received_on, discharged_on, days)
select app_tenant(), referral.id, referral.team_id, false, referral.received_on, told.discharged_on,
    datemultirange(daterange(told.first_day, told.end_day))
from referrals_referral referral
cross join lateral (select date_trunc('month', referral.discharged_on)::date as discharged_in) last
cross join lateral (
    values (referral.source_month, last.discharged_in, null::date), (last.discharged_in, null, referral.discharged_on)
) told(first_day, end_day, discharged_on)
where referral.reference like 'BR%%' and told.first_day is not null and told.end_day is distinct from told.first_day;

insert into referrals_patientidentifier (tenant_id, person_id, provider_id, local_id, source_month)
select distinct app_tenant(), referral.person_id, referral.provider_id, 'BI' || referral.person_id, date '2020-01-01'
from referrals_referral referral where referral.reference like 'BR%%';

insert into referrals_patientaddress (tenant_id, patient_id, postcode, days)
select app_tenant(), patient.id, person.postcode, datemultirange(daterange('2020-01-01', null))
from referrals_patientidentifier patient join referrals_person person on person.id = patient.person_id
where patient.local_id like 'BI%%';

insert into referrals_contact (tenant_id, referral_id, provider_id, team_id, local_id, occurred_on, mechanism, attendance,
    location_type, subject, consultation_type, therapy_mode, planned, commissioner, cancellation_reason)
select app_tenant(), referral.id, referral.provider_id, referral.team_id, 'BC' || referral.id || '-' || k, due.occurred_on,
    (array['01', '01', '02', '11', '05'])[(referral.id + k) %% 5 + 1], (array['5', '5', '5', '6', '3'])[(referral.id * k) %% 5 + 1],
    '', '', '', '', '', '', ''
from referrals_referral referral
cross join generate_series(1, 14) k
cross join lateral (select referral.received_on + (k * (5 + referral.id %% 20))::integer as occurred_on) due
where referral.reference like 'BR%%'
    and due.occurred_on <= least(coalesce(referral.discharged_on, %(as_at)s::date), %(as_at)s::date)
    and (referral.id %% 7 > 0 or k = 1);

insert into referrals_careactivity (tenant_id, contact_id, local_id, procedure, finding)
select app_tenant(), contact.id, 'A' || contact.id,
    case when contact.id %% 3 = 0 then (900000000 + contact.id %% 200)::text else '' end, ''
from referrals_contact contact where contact.local_id like 'BC%%' and contact.id %% 5 < 3;

insert into referrals_indirectactivity (tenant_id, referral_id, occurred_on, person_consulted, procedure)
select app_tenant(), referral.id, referral.received_on + 12, '', case when referral.id %% 4 = 0 then '900000001' else '' end
from referrals_referral referral
where referral.reference like 'BR%%' and referral.id %% 2 = 0 and referral.received_on + 12 <= %(as_at)s;

insert into outcomes_codedscore (tenant_id, referral_id, tool_code, score, value, completed_at, taken_on)
select app_tenant(), referral.id, '1037651000000100', '4', 4, due.taken_on + time '10:00', due.taken_on
from referrals_referral referral
cross join generate_series(0, 2) k
cross join lateral (select referral.received_on + (6 + k * 60 + referral.id %% 30)::integer as taken_on) due
where referral.reference like 'BR%%' and referral.id %% 3 > 0 and due.taken_on <= %(as_at)s;

insert into careplans_careplan (tenant_id, person_id, provider_id, local_id, plan_type, created_on)
select app_tenant(), referral.person_id, referral.provider_id, 'BK' || referral.id, '10', due.created_on
from referrals_referral referral
cross join lateral (select referral.received_on + (10 + referral.id %% 40)::integer as created_on) due
where referral.reference like 'BR%%' and referral.id %% 2 = 0 and due.created_on <= %(as_at)s;

insert into careplans_careplanupdate (tenant_id, plan_id, created_on, updated_on, source_month, days)
select app_tenant(), plan.id, plan.created_on, plan.created_on, told.month, datemultirange(daterange(told.month, null))
from careplans_careplan plan
cross join lateral (select date_trunc('month', plan.created_on)::date as month) told
where plan.local_id like 'BK%%';

insert into careplans_careplanagreement (tenant_id, plan_id, agreed_by, agreed_on, family_involved, no_family_reason,
    source_month, days)
select app_tenant(), plan.id, '10', plan.created_on, '', '', told.month, datemultirange(daterange(told.month, null))
from careplans_careplan plan
cross join lateral (select date_trunc('month', plan.created_on)::date as month) told
where plan.local_id like 'BK%%' and plan.id %% 10 > 0;

insert into referrals_hospitalspell (tenant_id, referral_id, provider_id, local_id, starts_on, ends_on, admission_source,
    admission_method, discharge_method, discharge_destination)
select app_tenant(), referral.id, referral.provider_id, 'BH' || referral.id, referral.received_on + 20, null, '19', '21', '', ''
from referrals_referral referral
where referral.reference like 'BR%%' and referral.id %% 100 = 0 and referral.received_on + 20 <= %(as_at)s;

insert into referrals_wardstay (tenant_id, spell_id, provider_id, local_id, ward_code, starts_on, patient_class)
select app_tenant(), spell.id, spell.provider_id, 'W' || spell.local_id, 'W1', spell.starts_on, '200'
from referrals_hospitalspell spell where spell.local_id like 'BH%%';
