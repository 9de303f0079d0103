-- Something that happened to a person, as timeline.sql tells it; `total` is how much there is in all.
create type careplans_timeline_entry as (
    kind text,
    day date,
    at time,
    total bigint,
    detail jsonb
);
