-- staging.safety_reports: Reports of harm, and what was done about them.
-- One row per report.

with

safety_reports as (
    select * from accepted.safety_reports
),

exports as (
    select * from ledger.exports
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
)

select
    current_reports.partner_id,
    current_reports.report_key,
    current_reports.member_key,
    current_reports.partner_id || '/' || current_reports.community_id as community_id,
    current_reports.report_type,
    current_reports.action_taken,
    current_reports.reported_at,
    current_reports.actioned_at,
from current_reports
where current_reports.newness = 1
