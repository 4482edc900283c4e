-- outcomes.programme_costs: What the partners' programme activities cost.
-- One row per programme activity paid for, in a year that is covered whole.
--
-- A year is covered where a partner's exports of activity and of programme activities both cover
-- it. A cost belongs to the year in which the activity began; one without a cost is left out.

with

coverage as (
    select * from staging.coverage
),

program_activities as (
    select * from staging.program_activities
),

covered as (
    select
        coverage.partner_id,
        max(coverage.covered_from) as covered_from,
        min(coverage.covered_through) as covered_through,
    from coverage
    where coverage.kind in ('activity', 'program_activities')
    group by coverage.partner_id
    having count(*) = 2
)

select
    program_activities.partner_id,
    program_activities.program_id,
    date_trunc('year', program_activities.started_on)::date as period_start,
    program_activities.currency,
    program_activities.cost_amount,
from program_activities
inner join covered on program_activities.partner_id = covered.partner_id
where
    program_activities.cost_amount is not null
    and date_trunc('year', program_activities.started_on) >= covered.covered_from
    and date_trunc('year', program_activities.started_on) + interval 1 year - interval 1 day
    <= covered.covered_through
