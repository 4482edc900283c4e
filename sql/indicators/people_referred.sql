-- indicators.people_referred: People referred to care.
-- One row per programme activity, and one that reaches nobody per partner and quarter.
-- name:
--   en: People referred to care
--   fr: Personnes orientées vers les soins
-- claim: public_health_programmes
-- definition:
--   en: >-
--     People whom the partners say they reached by pathways into care begun in the quarter.
--     Somebody reached twice counts twice. Nobody’s population stands behind it: the partners
--     do not say whom they meant to reach.
--   fr: >-
--     Personnes que les partenaires disent avoir touchées par des parcours d’orientation vers
--     les soins commencés dans le trimestre. Qui est touché deux fois compte deux fois.
--     Aucune population de référence : les partenaires ne disent pas qui ils visaient.
-- numerator:
--   en: people reached by pathways into care
--   fr: personnes touchées par des parcours d’orientation vers les soins
-- denominator:
--   en: >-
--     none: a number of people
--   fr: >-
--     aucun : un nombre de personnes
-- kind: reach
-- unit: people
-- population_denominator: null
-- population_source: null
-- polarity: higher
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     A number of people has no target without inhabitants beside it: none is published, as far as
--     we know, and Rebond sets none.
--   fr: >-
--     Un nombre de personnes n’a pas de cible sans population en regard : aucune n’est publiée à
--     notre connaissance, et Rebond n’en fixe pas.
-- owner: Rebond maintainers
-- version: 1.0.0

with

people_reached as (
    select * from outcomes.people_reached
    where program_type = 'referral_pathway'
)

select
    people_reached.community_id,
    people_reached.period_start,
    people_reached.partner_id,
    people_reached.people_reached_count,
    null as country,
    null as population_count,
from people_reached
