-- outcomes.people_reached: How many people the partners' programmes reached, as they count them.
-- One row per programme activity of a covered quarter, and one per partner, quarter and type.
--
-- The latter reach nobody: a covered quarter in which nothing was done is told, too. community_id
-- is null where an activity belongs to no single community, population_count where the partner's
-- country is none of reference.populations.

with

covered_quarters as (
    select * from facts.covered_periods
    where kind = 'program_activities' and period_length = 'quarter'
),

program_activities as (
    select * from staging.program_activities
),

partners as (
    select * from ledger.partners
),

populations as (
    select * from reference.populations
),

program_types as (
    select distinct program_activities.program_type
    from program_activities
),

reached as (
    select
        program_activities.community_id,
        covered_quarters.period_start,
        covered_quarters.partner_id,
        program_activities.program_type,
        program_activities.people_reached_count,
    from program_activities
    inner join covered_quarters
        on
            program_activities.partner_id = covered_quarters.partner_id
            and program_activities.started_on between covered_quarters.period_start
            and covered_quarters.period_end
    where program_activities.people_reached_count is not null
    union all by name
    select
        null as community_id,
        covered_quarters.period_start,
        covered_quarters.partner_id,
        program_types.program_type,
        0 as people_reached_count,
    from covered_quarters
    cross join program_types
)

select
    reached.community_id,
    reached.period_start,
    reached.partner_id,
    reached.program_type,
    reached.people_reached_count,
    populations.country,
    populations.population_count,
from reached
left join partners on reached.partner_id = partners.partner_id
left join populations on partners.country = populations.country
