-- A referral spell with a person's four-week clock, as clock.sql tells it.
create type reporting_spell as (
    tenant_id bigint,
    person_id bigint,
    provider_id bigint,
    started_on date,
    ended_on date,
    is_open boolean,
    latest_referral_id bigint,
    referral_count integer,
    first_contact_on date,
    second_contact_on date,
    outcome_on date,
    assessment_on date,
    help_on date,
    needs_assessment boolean,
    stopped_on date,
    days integer,
    is_undischarged boolean
);
