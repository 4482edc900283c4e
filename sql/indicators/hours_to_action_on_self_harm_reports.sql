-- indicators.hours_to_action_on_self_harm_reports: Hours to action on self-harm reports, median.
-- One row per member, community and period: the first such event of the period.
-- name:
--   en: Hours to action on self-harm reports, median
--   fr: Heures jusqu’au traitement des signalements d’automutilation, médiane
-- claim: help_day_and_night
-- definition:
--   en: >-
--     The median of the hours from the first report of self-harm of the quarter that concerns
--     a person to the action on it. A report without action after 7 days counts as 168 hours.
--     A report that names nobody counts as one person.
--   fr: >-
--     Médiane des heures écoulées entre le premier signalement d’automutilation du trimestre
--     concernant une personne et la mesure prise. Un signalement sans suite après 7 jours
--     compte pour 168 heures. Un signalement qui ne désigne personne compte pour une personne.
-- numerator:
--   en: the middle of the times to action, in hours
--   fr: milieu des délais de traitement, en heures
-- denominator:
--   en: people whom a report of self-harm of the quarter concerns, 7 days covered
--   fr: personnes concernées par un signalement d’automutilation du trimestre, 7 jours couverts
-- kind: median
-- unit: hours
-- polarity: lower
-- target_value: 24
-- target_source: >-
--   NHS England, proposed mental health access standards, February 2022: urgent presentations to
--   community crisis services seen within 24 hours, very urgent ones within 4
-- target_words:
--   en: >-
--     Meant for crisis services and for every urgent patient; a median below 24 hours says only
--     that half of the reports were acted on in that time. For the most urgent the standard is 4
--     hours.
--   fr: >-
--     Prévue pour les services de crise et pour chaque patient en situation urgente ; une médiane
--     inférieure à 24 heures dit seulement que la moitié des signalements ont été traités dans ce
--     délai. Pour les plus urgents, la norme est de 4 heures.
-- owner: Rebond maintainers
-- version: 1.0.0

with

waiting_times as (
    select * from outcomes.waiting_times
    where report_type = 'self_harm'
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
