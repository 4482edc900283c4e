-- staging.program_activities: Campaigns, trainings, pathways and sessions of the programmes.
-- One row per partner and programme activity.
--
-- community_id is null where an activity belongs to no single community.

with

program_activities as (
    select * from accepted.program_activities
),

exports as (
    select * from ledger.exports
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_activities as (
    select
        program_activities.*,
        row_number() over (
            partition by program_activities.partner_id, program_activities.program_id
            order by exports.sequence desc
        ) as newness,
    from program_activities
    inner join exports on program_activities.export_id = exports.export_id
    where exports.status = 'current'
)

select
    current_activities.partner_id,
    current_activities.program_id,
    current_activities.partner_id || '/' || current_activities.community_id as community_id,
    current_activities.program_type,
    current_activities.currency,
    current_activities.started_on,
    current_activities.ended_on,
    current_activities.people_reached as people_reached_count,
    current_activities.cost_amount,
from current_activities
where current_activities.newness = 1
