-- indicators.first_contribution_within_30_days: Newcomers who write within 30 days.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Newcomers who write within 30 days
--   fr: Nouveaux membres qui écrivent sous 30 jours
-- claim: anonymity_and_stigma
-- definition:
--   en: >-
--     Of the members who joined in the quarter, the share who wrote a post, a reply or a private
--     message within 30 days of joining. Compare anonymous communities with named ones.
--   fr: >-
--     Parmi les membres inscrits au cours du trimestre, part de ceux qui ont écrit un message,
--     une réponse ou un message privé dans les 30 jours. À comparer entre communautés anonymes
--     et nominatives.
-- numerator:
--   en: new members who wrote within 30 days of joining
--   fr: nouveaux membres ayant écrit dans les 30 jours
-- denominator:
--   en: members listed as having joined in the quarter, whose first 30 days are covered
--   fr: >-
--     membres déclarés inscrits au cours du trimestre, dont les 30 premiers jours sont couverts
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
-- version: 1.1.0

with

period_lengths as (
    select * from reference.period_lengths
),

first_steps as (
    select * from facts.first_steps
)

select
    first_steps.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, first_steps.joined_on)::date as period_start,
    first_steps.partner_id,
    first_steps.member_key,
    coalesce(first_steps.first_contributed_on <= first_steps.joined_on + 30, false)
        as is_in_numerator,
from first_steps
cross join period_lengths
-- Of who is in no list of members the day of joining is the first day seen: no time runs to it.
where
    not first_steps.is_joining_derived
    and first_steps.joined_on >= first_steps.covered_from
    and first_steps.joined_on + 30 <= first_steps.covered_through
