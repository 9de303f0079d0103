-- Of one person on a day: their practice, its network, and who co-ordinates their care. Always one row.
select registered.practice_code, practice.name, network.pcn_name, coordinated.name
from (select 1) one
left join lateral (
    select registration.practice_code
    from referrals_gpregistration registration
    where registration.tenant_id = app_tenant()
        and registration.person_id = %(person)s
        and registration.voided_at is null
        and (registration.starts_on is null or registration.starts_on <= %(day)s)
        and (registration.ends_on is null or registration.ends_on >= %(day)s)
        -- Codes that say there is no practice.
        and registration.practice_code <> all (%(nowhere)s)
    order by registration.starts_on desc nulls last, registration.id desc
    limit 1
) registered on true
left join hubs_gppractice practice on practice.code = registered.practice_code
left join lateral (
    select member.pcn_name
    from hubs_pcnpractice member
    where member.practice_code = registered.practice_code
        and member.starts_on <= %(day)s
        and (member.ends_on is null or member.ends_on >= %(day)s)
    order by member.starts_on desc, member.pcn_code
    limit 1
) network on true
left join lateral (
    select staff.name
    from referrals_carecoordinator coordinator
    left join hubs_staffmember staff on staff.tenant_id = coordinator.tenant_id and staff.id = coordinator.staff_id
    where coordinator.tenant_id = app_tenant()
        and coordinator.person_id = %(person)s
        and coordinator.voided_at is null
        and coordinator.starts_on <= %(day)s
        and (coordinator.ends_on is null or coordinator.ends_on >= %(day)s)
    order by coordinator.starts_on desc, coordinator.id desc
    limit 1
) coordinated on true
