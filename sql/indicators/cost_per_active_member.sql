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
-- target_currency: null
-- target_words:
--   en: >-
--     No target is published for the cost per active member, as far as we know, and Rebond sets
--     none: programmes pay for different things.
--   fr: >-
--     Aucune cible n’est publiée, à notre connaissance, pour le coût par membre actif, et Rebond
--     n’en fixe pas : les programmes financent des choses différentes.
-- owner: Rebond maintainers
-- version: 1.0.0

with

programme_costs as (
    select * from outcomes.programme_costs
),

member_months as (
    select * from facts.member_months
),

currencies as (
    select distinct
        programme_costs.partner_id,
        programme_costs.period_start,
        programme_costs.currency,
    from programme_costs
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
        programme_costs.period_start,
        programme_costs.currency,
        programme_costs.partner_id,
        null as member_key,
        programme_costs.cost_amount,
    from programme_costs
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
