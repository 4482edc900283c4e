-- indicators.cost_per_reliable_recovery: Cost per reliable recovery seen.
-- One row per programme activity paid for, and one per member counted in the denominator.
-- name:
--   en: Cost per reliable recovery seen
--   fr: Coût par rétablissement fiable constaté
-- claim: public_health_programmes
-- definition:
--   en: >-
--     What the programmes’ activities of the year cost, per member whose baseline lies in the
--     year and who was seen reliably recovered at day 180. Cost and members are of the same
--     partners: those with baselines in the year, whose scores are covered from its first day
--     through the window of the last baseline. Those who were not scored again cannot be
--     counted, so the true cost per recovery is lower; nothing says that the spending caused
--     the recoveries.
--   fr: >-
--     Coût des activités de programme de l’année, par membre dont la mesure initiale tombe
--     dans l’année et que l’on a vu rétabli de façon fiable au jour 180. Le coût et les membres
--     sont des mêmes partenaires : ceux qui ont des mesures initiales dans l’année et dont les
--     scores sont couverts de son premier jour à la fin de la fenêtre de la dernière mesure.
--     Ceux qui n’ont pas été réévalués ne peuvent être comptés : le coût réel par
--     rétablissement est plus bas ; rien ne dit que la dépense a causé les rétablissements.
-- numerator:
--   en: cost of the programme activities begun in the year, of partners whose scores show it
--   fr: >-
--     coût des activités de programme commencées dans l’année, chez les partenaires dont les
--     scores la montrent
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
-- target_currency: null
-- target_words:
--   en: >-
--     No target is published for this, as far as we know, and Rebond sets none. To compare,
--     without a verdict: 1,766 pounds per recovered patient of whole services with paid
--     therapists in the East of England, pounds of the time, not brought up to date, recovery by
--     the same thresholds without reliable improvement (Radhakrishnan et al. 2013, Behaviour
--     Research and Therapy 51:37-45, doi 10.1016/j.brat.2012.10.001).
--   fr: >-
--     Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas. Pour comparaison,
--     sans verdict : 1 766 livres par patient rétabli, pour des services entiers avec des
--     thérapeutes rémunérés dans l’est de l’Angleterre, en livres de l’époque, non actualisées,
--     le rétablissement étant jugé selon les mêmes seuils sans amélioration fiable
--     (Radhakrishnan et al. 2013, Behaviour Research and Therapy 51:37-45, doi
--     10.1016/j.brat.2012.10.001).
-- owner: Rebond maintainers
-- version: 1.2.0

with

all_costs as (
    select * from outcomes.programme_costs
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

coverage as (
    select * from staging.coverage
),

follow_ups as (
    select * from reference.follow_ups
),

-- Baselines of years whose scores are covered from the first day through the window of a baseline
-- on the last: of all others, some recoveries can never be seen, and some not yet.
followed as (
    select
        episode_outcomes.partner_id,
        episode_outcomes.member_key,
        date_trunc('year', episode_outcomes.baseline_on)::date as period_start,
        episode_outcomes.is_counted and episode_outcomes.has_reliably_recovered as is_recovered,
    from episode_outcomes
    inner join follow_ups on episode_outcomes.follow_up = follow_ups.follow_up
    inner join coverage on episode_outcomes.partner_id = coverage.partner_id
    where
        episode_outcomes.rule_set = 'phq9_gad7'
        and episode_outcomes.follow_up = 'day_180'
        and coverage.kind = 'outcome_scores'
        and date_trunc('year', episode_outcomes.baseline_on) >= coverage.covered_from
        and last_day(date_trunc('year', episode_outcomes.baseline_on) + interval 11 months)
        + follow_ups.latest_days <= coverage.covered_through
),

followed_years as (
    select distinct
        followed.partner_id,
        followed.period_start,
    from followed
),

programme_costs as (
    select all_costs.*
    from all_costs
    inner join followed_years
        on
            all_costs.partner_id = followed_years.partner_id
            and all_costs.period_start = followed_years.period_start
),

currencies as (
    select distinct
        programme_costs.partner_id,
        programme_costs.period_start,
        programme_costs.currency,
    from programme_costs
),

members as (
    select
        followed.partner_id,
        followed.member_key,
        followed.period_start,
    from followed
    where followed.is_recovered
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
