-- indicators.hours_to_action_on_reports: Hours to action on safety reports, median.
-- One row per member, community and period: the first such event of the period.
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
-- target_value: 24
-- target_source: >-
--   European Commission, Code of conduct on countering illegal hate speech online, 31 May 2016:
--   the majority of valid notifications reviewed in less than 24 hours
-- target_words:
--   en: >-
--     Meant for large platforms and illegal hate speech: the majority of notifications in less
--     than 24 hours, so the median. No target is published for communities of peers, as far as we
--     know.
--   fr: >-
--     Prévue pour les grandes plateformes et les discours de haine illégaux : la majorité des
--     notifications en moins de 24 heures, donc la médiane. Aucune cible n’est publiée pour les
--     communautés d’entraide, à notre connaissance.
-- owner: Rebond maintainers
-- version: 1.0.0

with

waiting_times as (
    select * from outcomes.waiting_times
    where kind = 'safety_reports'
)

select
    waiting_times.community_id,
    waiting_times.period_length,
    waiting_times.period_start,
    waiting_times.partner_id,
    waiting_times.member_key,
    min(waiting_times.happened_at) as happened_at,
    arg_min(waiting_times.hours, (waiting_times.happened_at, waiting_times.event_key)) as hours,
from waiting_times
group by
    waiting_times.community_id,
    waiting_times.period_length,
    waiting_times.period_start,
    waiting_times.partner_id,
    waiting_times.member_key
