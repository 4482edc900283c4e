-- indicators.hours_to_action_on_reports: Hours to action on safety reports, median.
-- One row per member, community and period with such an event: the first of the period.
-- name:
--   en: Hours to action on safety reports, median
--   fr: Heures jusqu’au traitement des signalements, médiane
-- claim: safe_communities
-- definition:
--   en: >-
--     The median of the hours from the first safety report of the quarter that concerns a
--     person to the action on it. A report without action after 7 days counts as 168 hours. A
--     report that names nobody counts as one person.
--   fr: >-
--     Médiane des heures écoulées entre le premier signalement du trimestre concernant une
--     personne et la mesure prise. Un signalement sans suite après 7 jours compte pour 168
--     heures. Un signalement qui ne désigne personne compte pour une personne.
-- numerator:
--   en: the middle of the times to action, in hours
--   fr: milieu des délais de traitement, en heures
-- denominator:
--   en: people whom a report of the quarter concerns, 7 days covered
--   fr: personnes concernées par un signalement du trimestre, 7 jours couverts
-- kind: median
-- unit: hours
-- polarity: lower
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

safety_reports as (
    select * from staging.safety_reports
),

covered_periods as (
    select * from facts.covered_periods
),

-- A report is watched for 7 days; one on which nobody has acted by then stands at 168 hours.
watched as (
    select
        safety_reports.community_id,
        covered_periods.period_length,
        covered_periods.period_start,
        safety_reports.partner_id,
        coalesce(safety_reports.member_key, safety_reports.report_key) as member_key,
        safety_reports.report_key,
        safety_reports.reported_at as happened_at,
        least(
            coalesce(
                date_diff('minute', safety_reports.reported_at, safety_reports.actioned_at) / 60,
                168
            ),
            168
        ) as hours,
    from safety_reports
    inner join covered_periods
        on
            safety_reports.partner_id = covered_periods.partner_id
            and safety_reports.reported_at::date between covered_periods.period_start
            and covered_periods.period_end
    where
        covered_periods.kind = 'safety_reports'
        and safety_reports.reported_at + interval 168 hours
        < covered_periods.covered_through + 1
)

select
    watched.community_id,
    watched.period_length,
    watched.period_start,
    watched.partner_id,
    watched.member_key,
    min(watched.happened_at) as happened_at,
    arg_min(watched.hours, (watched.happened_at, watched.report_key)) as hours,
from watched
group by
    watched.community_id,
    watched.period_length,
    watched.period_start,
    watched.partner_id,
    watched.member_key
