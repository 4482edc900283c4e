-- facts.covered_periods: The months and quarters that a partner's exports of one kind cover whole.
-- One row per partner, kind of export and month or quarter.

with

coverage as (
    select * from staging.coverage
),

period_lengths as (
    select * from reference.period_lengths
),

periods as (
    select
        coverage.*,
        period_lengths.period_length,
        to_months(period_lengths.period_months) as period_months,
        unnest(
            generate_series(
                date_trunc(period_lengths.period_length, coverage.covered_from),
                date_trunc(period_lengths.period_length, coverage.covered_through),
                to_months(period_lengths.period_months)
            )
        )::date as period_start,
    from coverage
    cross join period_lengths
)

select
    periods.partner_id,
    periods.kind,
    periods.period_length,
    periods.period_start,
    (periods.period_start + periods.period_months - interval 1 day)::date as period_end,
    periods.covered_through,
from periods
where
    periods.period_start >= periods.covered_from
    and periods.period_start + periods.period_months - interval 1 day <= periods.covered_through
