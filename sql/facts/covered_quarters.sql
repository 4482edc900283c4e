-- facts.covered_quarters: The quarters that a partner's exports of one kind cover whole.
-- One row per partner, kind of export and quarter.

with

coverage as (
    select * from staging.coverage
),

quarters as (
    select
        coverage.*,
        unnest(
            generate_series(
                date_trunc('quarter', coverage.covered_from),
                date_trunc('quarter', coverage.covered_through),
                interval 3 months
            )
        )::date as period_start,
    from coverage
)

select
    quarters.partner_id,
    quarters.kind,
    quarters.period_start,
    (quarters.period_start + interval 3 months - interval 1 day)::date as period_end,
    quarters.covered_through,
from quarters
where
    quarters.period_start >= quarters.covered_from
    and quarters.period_start + interval 3 months - interval 1 day <= quarters.covered_through
