-- indicators.campaign_reach_per_1000_inhabitants: Campaign reach per 1,000 inhabitants.
-- One row per programme activity, and one that reaches nobody per partner and quarter.
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
-- target_value: 750
-- target_source: >-
--   American Lung Association, State of Tobacco Control, methodology for mass media campaigns,
--   after CDC, Best Practices for Comprehensive Tobacco Control Programs, 2014: 75 % or more of
--   the target audience each quarter
-- target_words:
--   en: >-
--     Meant for national campaigns against tobacco and their own audience, not for all inhabitants
--     and not for mental health: an order of magnitude. Campaigns of partners aim at far fewer.
--   fr: >-
--     Prévue pour les campagnes nationales contre le tabac et leur propre public, non pour tous
--     les habitants ni pour la santé mentale : un ordre de grandeur. Les campagnes des partenaires
--     visent beaucoup moins de monde.
-- owner: Rebond maintainers
-- version: 1.0.0

with

people_reached as (
    select * from outcomes.people_reached
    where
        program_type in ('information_campaign', 'stigma_campaign')
        and population_count is not null
)

select
    people_reached.community_id,
    people_reached.period_start,
    people_reached.partner_id,
    people_reached.people_reached_count,
    people_reached.country,
    people_reached.population_count,
from people_reached
