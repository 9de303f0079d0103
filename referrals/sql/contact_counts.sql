-- Whether a contact counts nationally: attended, and by a direct mechanism. Before October 2021 (the first month of
-- MHSDS version 5) every mechanism that was recorded counted, except email and text
-- message. The same as models.contact.COUNTS.
create or replace function referrals_contact_counts(attendance text, mechanism text, occurred_on date) returns boolean
language sql immutable parallel safe
return attendance in ('5', '6')
    and mechanism <> ''
    and (
        mechanism in ('01', '02', '04', '11')
        or (occurred_on < date '2021-10-01' and mechanism not in ('05', '06'))
    );
