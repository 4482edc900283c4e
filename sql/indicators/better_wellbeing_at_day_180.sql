-- indicators.better_wellbeing_at_day_180: Better wellbeing at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Better wellbeing at six months
--   fr: Mieux-être à six mois
-- claim: belonging
-- definition:
--   en: >-
--     Of the members with a WHO-5 score at the baseline in the quarter, the share whose score
--     rose by 10 of 100 points or more at day 180 (3 of the raw 25).
--   fr: >-
--     Parmi les membres ayant un score WHO-5 lors de la mesure initiale du trimestre, part de
--     ceux dont le score a monté d’au moins 10 points sur 100 au jour 180 (3 sur les 25 bruts).
-- numerator:
--   en: members whose WHO-5 rose by 10 of 100 points or more
--   fr: membres dont le WHO-5 a monté d’au moins 10 points sur 100
-- denominator:
--   en: members with a WHO-5 score at the baseline and in days 135 to 225
--   fr: membres ayant un score WHO-5 au départ et entre les jours 135 et 225
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
    episode_outcomes.has_reliably_improved as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
where
    episode_outcomes.rule_set = 'who5_only'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted
