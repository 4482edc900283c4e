-- indicators.more_support_at_day_180: More social support at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: More social support at six months
--   fr: Plus de soutien social à six mois
-- claim: belonging
-- definition:
--   en: >-
--     Of the members with an MSPSS score at the baseline in the quarter, the share with a higher
--     score at day 180. Any rise counts: no reliable change is published for this scale.
--   fr: >-
--     Parmi les membres ayant un score MSPSS lors de la mesure initiale du trimestre, part de
--     ceux dont le score est plus haut au jour 180. Toute hausse compte : aucun changement
--     fiable n’est publié pour cette échelle.
-- numerator:
--   en: members with a higher MSPSS score
--   fr: membres ayant un score MSPSS plus haut
-- denominator:
--   en: members with a MSPSS score at the baseline and in days 135 to 225
--   fr: membres ayant un score MSPSS au départ et entre les jours 135 et 225
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
    episode_outcomes.follow_up_primary_score
    > episode_outcomes.baseline_primary_score as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
where
    episode_outcomes.rule_set = 'mspss_change'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted
