-- indicators.self_harm_reports_actioned_within_24_hours: Self-harm reports acted on in time.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Self-harm reports acted on within 24 hours
--   fr: Signalements d’automutilation traités sous 24 heures
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members whom a report of self-harm in the quarter concerns, the share whose reports
--     were all acted on within 24 hours; a report that names nobody counts as one member.
--   fr: >-
--     Parmi les membres que concerne un signalement d’automutilation du trimestre, part de ceux
--     dont tous les signalements ont été traités sous 24 heures ; un signalement qui ne désigne
--     personne compte pour un membre.
-- numerator:
--   en: members whose reports were all acted on within 24 hours
--   fr: membres dont tous les signalements ont été traités sous 24 heures
-- denominator:
--   en: members whom a report of self-harm in the quarter concerns
--   fr: membres que concerne un signalement d’automutilation du trimestre
-- kind: share
-- unit: share
-- polarity: higher
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for this, as far as we know, and Rebond sets none.
--   fr: >-
--     Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas.
-- owner: Rebond maintainers
-- version: 1.0.0

with

safety_reports as (
    select * from staging.safety_reports
),

covered_periods as (
    select * from facts.covered_periods
)

select
    safety_reports.community_id,
    covered_periods.period_length,
    covered_periods.period_start,
    safety_reports.partner_id,
    coalesce(safety_reports.member_key, safety_reports.report_key) as member_key,
    bool_and(
        coalesce(
            safety_reports.actioned_at <= safety_reports.reported_at + interval 24 hours, false
        )
    ) as is_in_numerator,
from safety_reports
inner join covered_periods
    on
        safety_reports.partner_id = covered_periods.partner_id
        and safety_reports.reported_on between covered_periods.period_start
        and covered_periods.period_end
where
    covered_periods.kind = 'safety_reports'
    and safety_reports.reported_at + interval 24 hours < covered_periods.covered_through
    and safety_reports.report_type = 'self_harm'
group by
    safety_reports.community_id,
    covered_periods.period_length,
    covered_periods.period_start,
    safety_reports.partner_id,
    coalesce(safety_reports.member_key, safety_reports.report_key)
