-- indicators.cost_per_reliable_recovery: Cost per reliable recovery seen.
-- One row per programme activity paid for, and one per member counted in the denominator.
-- name:
--   en: Cost per reliable recovery seen
--   fr: Coût par rétablissement fiable constaté
-- claim: public_health_programmes
-- definition:
--   en: >-
--     What the programmes’ activities of the year cost, per member whose baseline lies in the
--     year and who was seen reliably recovered at day 180. Those who were not scored again
--     cannot be counted, so the true cost per recovery is lower; nothing says that the
--     spending caused the recoveries.
--   fr: >-
--     Coût des activités de programme de l’année, par membre dont la mesure initiale tombe
--     dans l’année et que l’on a vu rétabli de façon fiable au jour 180. Ceux qui n’ont pas
--     été réévalués ne peuvent être comptés : le coût réel par rétablissement est plus bas ;
--     rien ne dit que la dépense a causé les rétablissements.
-- numerator:
--   en: cost of the programme activities begun in the year
--   fr: coût des activités de programme commencées dans l’année
-- denominator:
--   en: members with a baseline in the year seen reliably recovered at day 180
--   fr: membres ayant une mesure initiale dans l’année et vus rétablis de façon fiable au jour 180
-- kind: cost
-- unit: currency_per_recovery
-- currency: as_reported
-- price_year: as_reported
-- polarity: lower
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

coverage as (
    select * from staging.coverage
),

program_activities as (
    select * from staging.program_activities
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

-- Years that a partner's exports of activity and of programme activities cover whole.
covered_years as (
    select
        partner_id,
        unnest(
            generate_series(
                date_trunc('year', max(covered_from)),
                date_trunc('year', min(covered_through)),
                interval 1 year
            )
        )::date as period_start,
        max(covered_from) as covered_from,
        min(covered_through) as covered_through,
    from coverage
    where kind in ('activity', 'program_activities')
    group by partner_id
    having count(*) = 2
),

-- What was spent in the year in which an activity began. One without a cost is left out.
costs as (
    select
        covered_years.partner_id,
        covered_years.period_start,
        program_activities.currency,
        program_activities.cost_amount,
    from covered_years
    inner join program_activities
        on
            covered_years.partner_id = program_activities.partner_id
            and covered_years.period_start = date_trunc('year', program_activities.started_on)
    where
        covered_years.period_start >= covered_years.covered_from
        and covered_years.period_start + interval 1 year - interval 1 day
        <= covered_years.covered_through
        and program_activities.cost_amount is not null
),

currencies as (
    select distinct
        costs.partner_id,
        costs.period_start,
        costs.currency,
    from costs
),

members as (
    select
        episode_outcomes.partner_id,
        episode_outcomes.member_key,
        date_trunc('year', episode_outcomes.baseline_on)::date as period_start,
    from episode_outcomes
    where
        episode_outcomes.rule_set = 'phq9_gad7'
        and episode_outcomes.follow_up = 'day_180'
        and episode_outcomes.is_counted
        and episode_outcomes.has_reliably_recovered
),

counted as (
    select
        costs.period_start,
        costs.currency,
        costs.partner_id,
        null as member_key,
        costs.cost_amount,
    from costs
    union all by name
    select
        currencies.period_start,
        currencies.currency,
        currencies.partner_id,
        members.member_key,
        null as cost_amount,
    from currencies
    inner join members
        on
            currencies.partner_id = members.partner_id
            and currencies.period_start = members.period_start
)

select
    counted.period_start,
    counted.currency,
    counted.partner_id,
    counted.member_key,
    counted.cost_amount,
from counted
