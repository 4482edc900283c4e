-- indicators.harassment_reports: Harassment reports per 1,000 contributions.
-- One row per person, community and period with a contribution or a report.
-- name:
--   en: Harassment reports per 1,000 contributions
--   fr: Signalements de harcèlement pour 1 000 contributions
-- claim: social_media_both_ways
-- definition:
--   en: >-
--     Reports of harassment of the quarter, per 1,000 posts, replies and private messages
--     written in it. More reports may mean more harm, or that members know better how to
--     report it. The interval rests on the people concerned, because several reports may
--     concern one.
--   fr: >-
--     Signalements de harcèlement du trimestre pour 1 000 messages, réponses et messages
--     privés écrits pendant celui-ci. Une hausse peut signifier plus de préjudices, ou des
--     membres qui savent mieux les signaler. L’intervalle repose sur les personnes concernées,
--     car plusieurs signalements peuvent viser la même.
-- numerator:
--   en: reports of harassment
--   fr: signalements de harcèlement
-- denominator:
--   en: posts, replies and private messages, where reports are covered too
--   fr: messages, réponses et messages privés, là où les signalements sont aussi couverts
-- kind: rate
-- unit: per_1000_contributions
-- polarity: lower
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for reports per 1,000 contributions, as far as we know, and Rebond
--     sets none: more reports may also mean that members know better how to report.
--   fr: >-
--     Aucune cible n’est publiée, à notre connaissance, pour les signalements pour 1 000
--     contributions, et Rebond n’en fixe pas : une hausse peut aussi signifier que les membres
--     savent mieux signaler.
-- owner: Rebond maintainers
-- version: 1.0.0

with

reports_and_contributions as (
    select * from outcomes.reports_and_contributions
)

select
    reports_and_contributions.community_id,
    reports_and_contributions.period_length,
    reports_and_contributions.period_start,
    reports_and_contributions.partner_id,
    reports_and_contributions.member_key,
    reports_and_contributions.harassment_count as report_count,
    reports_and_contributions.contribution_count,
from reports_and_contributions
