-- Whether a contact counts nationally, by the name that figures know it by.
create or replace function reporting_contact_counts(attendance text, mechanism text, occurred_on date) returns boolean
language sql immutable parallel safe
return referrals_contact_counts(attendance, mechanism, occurred_on);
