-- staging.safety_reports: Reports of harm, and what was done about them.
-- One row per report.
--
-- Instants are UTC; the date is that of the community's own clock, as it is of activity
-- (staging.activity).

with

safety_reports as (
    select * from accepted.safety_reports
),

exports as (
    select * from ledger.exports
),

communities as (
    select * from accepted.communities
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_reports as (
    select
        safety_reports.*,
        row_number() over (
            partition by safety_reports.partner_id, safety_reports.report_key
            order by exports.sequence desc
        ) as newness,
    from safety_reports
    inner join exports on safety_reports.export_id = exports.export_id
    where exports.status = 'current'
),

-- The newest word on where each community's clock stands.
time_zones as (
    select
        communities.partner_id,
        communities.community_id,
        arg_max(communities.time_zone, exports.sequence) as time_zone,
    from communities
    inner join exports on communities.export_id = exports.export_id
    where exports.status = 'current'
    group by communities.partner_id, communities.community_id
)

select
    current_reports.partner_id,
    current_reports.report_key,
    current_reports.member_key,
    current_reports.partner_id || '/' || current_reports.community_id as community_id,
    current_reports.report_type,
    current_reports.action_taken,
    (
        (current_reports.reported_at at time zone 'UTC')
        at time zone coalesce(time_zones.time_zone, 'UTC')
    )::date as reported_on,
    current_reports.reported_at,
    current_reports.actioned_at,
from current_reports
left join time_zones
    on
        current_reports.partner_id = time_zones.partner_id
        and current_reports.community_id = time_zones.community_id
where current_reports.newness = 1
