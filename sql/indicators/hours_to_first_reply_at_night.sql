-- indicators.hours_to_first_reply_at_night: Hours to the first reply at night, median.
-- One row per member, community and period: the first such event of the period.
-- name:
--   en: Hours to the first reply at night, median
--   fr: Heures jusqu’à la première réponse la nuit, médiane
-- claim: help_day_and_night
-- definition:
--   en: >-
--     The median of the hours from a member’s first post of the quarter between 22:00 and
--     05:59 on the community’s clock to the first reply by another member. A post without a
--     reply after 7 days counts as 168 hours; where that is the median, half or more of the
--     posts were not answered in time.
--   fr: >-
--     Médiane des heures écoulées entre le premier message du trimestre d’un membre entre 22 h
--     et 5 h 59, à l’heure de la communauté, et la première réponse d’un autre membre. Un
--     message sans réponse après 7 jours compte pour 168 heures ; si c’est la médiane, la
--     moitié des messages au moins n’ont pas reçu de réponse à temps.
-- numerator:
--   en: the middle of the members’ waiting times, in hours
--   fr: milieu des temps d’attente des membres, en heures
-- denominator:
--   en: members who posted at night in the quarter, 7 days of answers covered
--   fr: membres ayant publié la nuit au cours du trimestre, 7 jours de réponses couverts
-- kind: median
-- unit: hours
-- polarity: lower
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for the time until a peer replies, as far as we know, and Rebond sets
--     none: nobody in a community of peers owes a reply.
--   fr: >-
--     Aucune cible n’est publiée, à notre connaissance, pour le délai de réponse d’un pair, et
--     Rebond n’en fixe pas : dans une communauté d’entraide, personne ne doit de réponse.
-- owner: Rebond maintainers
-- version: 1.0.0

with

waiting_times as (
    select * from outcomes.waiting_times
    where kind = 'activity' and is_at_night
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
