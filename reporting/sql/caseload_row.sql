-- An open referral of a caseload with the person, as caseload_rows.sql tells it.
create type reporting_caseload_row as (
    id bigint,
    person_id bigint,
    provider_id bigint,
    reference text,
    received_on date,
    first_requested_on date,
    team_name text,
    worker_name text,
    last_contact_on date,
    next_contact_on date,
    plan_review_past boolean,
    person_reference text,
    family_name text,
    given_name text,
    birth_date date,
    nhs_number text
);
