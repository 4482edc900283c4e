-- staging.members: Members as the partner's newest export lists them.
-- One row per member and community.

with

members as (
    select * from accepted.members
),

exports as (
    select * from ledger.exports
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_members as (
    select
        members.*,
        row_number() over (
            partition by members.partner_id, members.member_key, members.community_id
            order by exports.sequence desc
        ) as newness,
    from members
    inner join exports on members.export_id = exports.export_id
    where exports.status = 'current'
)

select
    current_members.partner_id,
    current_members.member_key,
    current_members.partner_id || '/' || current_members.community_id as community_id,
    coalesce(current_members.age_band, 'unknown') as age_band,
    coalesce(current_members.gender, 'unknown') as gender,
    coalesce(current_members.region_code, 'unknown') as region_code,
    coalesce(current_members.rurality, 'unknown') as rurality,
    coalesce(current_members.treatment_at_joining, 'unknown') as treatment_at_joining,
    current_members.joined_on,
    current_members.left_on,
from current_members
where current_members.newness = 1
