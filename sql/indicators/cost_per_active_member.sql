-- indicators.cost_per_active_member: Cost per active member.
-- One row per programme activity paid for, and one per member counted in the denominator.
-- name:
--   en: Cost per active member
--   fr: Coût par membre actif
-- claim: public_health_programmes
-- definition:
--   en: >-
--     What the programmes’ activities of the year cost, per member active in it. Each currency
--     apart, in prices of the year; only partners that report costs. The working time of
--     volunteers and the upkeep of platforms are no part of it.
--   fr: >-
--     Coût des activités de programme de l’année, par membre actif pendant celle-ci. Chaque
--     devise à part, aux prix de l’année ; seuls les partenaires qui déclarent des coûts. Le
--     temps des bénévoles et l’entretien des plateformes n’y figurent pas.
-- numerator:
--   en: cost of the programme activities begun in the year
--   fr: coût des activités de programme commencées dans l’année
-- denominator:
--   en: members with any activity in the year, of the partners that report costs
--   fr: membres ayant eu une activité dans l’année, chez les partenaires qui déclarent des coûts
-- kind: cost
-- unit: currency_per_member
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

member_months as (
    select * from facts.member_months
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
    select distinct
        member_months.partner_id,
        member_months.member_key,
        date_trunc('year', member_months.active_month)::date as period_start,
    from member_months
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
