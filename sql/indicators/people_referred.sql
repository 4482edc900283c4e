-- indicators.people_referred: People referred to care.
-- One row per programme activity, and one per covered quarter of a partner.
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
--     les soins commencées dans le trimestre. Qui est touché deux fois compte deux fois.
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
-- owner: Rebond maintainers
-- version: 1.0.0

with

covered_periods as (
    select * from facts.covered_periods
    where kind = 'program_activities' and period_length = 'quarter'
),

program_activities as (
    select * from staging.program_activities
),

-- A covered quarter in which nothing was done reaches nobody: that is told, too.
told as (
    select
        null as community_id,
        covered_periods.period_start,
        covered_periods.partner_id,
        0 as people_reached_count,
    from covered_periods
    union all by name
    select
        program_activities.community_id,
        covered_periods.period_start,
        covered_periods.partner_id,
        program_activities.people_reached_count,
    from program_activities
    inner join covered_periods
        on
            program_activities.partner_id = covered_periods.partner_id
            and program_activities.started_on between covered_periods.period_start
            and covered_periods.period_end
    where
        program_activities.program_type = 'referral_pathway'
        and program_activities.people_reached_count is not null
)

select
    told.community_id,
    told.period_start,
    told.partner_id,
    told.people_reached_count,
    null as country,
    null as population_count,
from told
