-- indicators.campaign_reach_per_1000_inhabitants: Campaign reach per 1,000 inhabitants.
-- One row per programme activity, and one per covered quarter of a partner.
-- name:
--   en: Campaign reach per 1,000 inhabitants
--   fr: Portée des campagnes pour 1 000 habitants
-- claim: public_health_programmes
-- definition:
--   en: >-
--     People whom campaigns of information and against stigma, begun in the quarter, reached,
--     per 1,000 inhabitants of the partners’ countries. Somebody reached twice counts twice,
--     so this is contacts rather than people.
--   fr: >-
--     Personnes touchées par les campagnes d’information et contre la stigmatisation
--     commencées dans le trimestre, pour 1 000 habitants des pays des partenaires. Qui est
--     touché deux fois compte deux fois : ce sont des contacts plutôt que des personnes.
-- numerator:
--   en: people reached by campaigns begun in the quarter
--   fr: personnes touchées par les campagnes commencées dans le trimestre
-- denominator:
--   en: inhabitants of the countries of the partners that report their programmes
--   fr: habitants des pays des partenaires qui déclarent leurs programmes
-- kind: reach
-- unit: per_1000_inhabitants
-- population_denominator:
--   en: all inhabitants of the partners’ countries, mid-2024
--   fr: tous les habitants des pays des partenaires, mi-2024
-- population_source: >-
--   World Bank, World Development Indicators, SP.POP.TOTL, 2024
--   (sql/reference/populations.csv)
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

partners as (
    select * from ledger.partners
),

populations as (
    select * from reference.populations
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
        program_activities.program_type in ('information_campaign', 'stigma_campaign')
        and program_activities.people_reached_count is not null
)

select
    told.community_id,
    told.period_start,
    told.partner_id,
    told.people_reached_count,
    populations.country,
    populations.population_count,
from told
inner join partners on told.partner_id = partners.partner_id
inner join populations on partners.country = populations.country
