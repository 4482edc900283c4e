-- indicators.reliable_deterioration_at_day_180: Reliable deterioration at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Reliable deterioration at six months
--   fr: Détérioration fiable à six mois
-- claim: social_media_both_ways
-- definition:
--   en: >-
--     Of all members with a baseline in the quarter, the share whose PHQ-9 rose by 6 or GAD-7 by
--     4 at day 180 while neither fell by as much.
--   fr: >-
--     Parmi tous les membres ayant une mesure initiale au cours du trimestre, part de ceux dont
--     le PHQ-9 a monté de 6 ou le GAD-7 de 4 au jour 180 sans que l’autre baisse d’autant.
-- numerator:
--   en: members who have reliably deteriorated
--   fr: membres dont l’état s’est détérioré de façon fiable
-- denominator:
--   en: members with a baseline and both scores in days 135 to 225
--   fr: membres ayant une mesure initiale et les deux scores entre les jours 135 et 225
-- kind: share
-- unit: share
-- polarity: lower
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for this, as far as we know, and Rebond sets none. To compare,
--     without a verdict: 5.8% at the end of finished courses in England’s talking
--     therapies, nearly all scores known (NHS England, NHS Talking Therapies annual reports
--     2024-25).
--   fr: >-
--     Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas. Pour comparaison,
--     sans verdict : 5,8 % à la fin des suivis terminés des thérapies par la
--     parole en Angleterre, presque tous les scores étant connus (NHS England, NHS Talking
--     Therapies annual reports 2024-25).
-- owner: Rebond maintainers
-- version: 1.1.0

with

period_lengths as (
    select * from reference.period_lengths
),

memberships as (
    select * from histories.memberships
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, episode_outcomes.baseline_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    episode_outcomes.has_reliably_deteriorated as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
where
    episode_outcomes.rule_set = 'phq9_gad7'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted
