-- tests/dashboard/small_snapshot: a snapshot small enough to be read, with every status in it.
-- One statement per published table; run after the macros that tests/dashboard/conftest.py names.
-- Counts are hand-made (the arithmetic below has no meaning); rates and their statuses come from the
-- macro that makes the real ones.

create schema published;

create table published.manifest as
select
    'a1b2c3d4e5f6' as snapshot_id,
    1 as sequence,
    timestamp '2026-10-05 06:00:00' as published_at,
    '1.0.0' as policy_version,
    '{"smallest_shown": 8}'::json as thresholds,
    12 as ledger_sequence,
    'f' as models_sha256,
    true as is_simulated,
    date '2024-04-01' as covered_from,
    date '2026-09-30' as covered_through;

create table published.communities as
select
    'north/c' || i as community_id,
    ['Harbour Forum', 'Calm Chat', 'Ensemble contre la dépression', 'Night Owls', 'Les Éclaircies',
     'Recovery Together', 'Steady Steps', 'Entraide Bretagne', 'Open Circle', 'Second Wind',
     'Le Fil', 'Kindred', 'Cercle du mardi soir pour jeunes adultes', 'Tiny Group'][i] as community_name,
    ['North Partner', 'Partenaire Sud'][1 + i % 2] as partner_name,
    ['forum', 'social_media_group', 'chat', 'app', 'structured_group'][1 + i % 5] as platform_type,
    ['peers', 'professionals', 'mixed'][1 + i % 3] as led_by,
    (i % 2 = 0)::varchar as is_anonymous,
    (i % 3 = 0)::varchar as is_moderated_day_and_night,
    (i % 4 = 0)::varchar as has_professional_partnership,
    ['en', 'fr'][1 + i % 2] as language,
    ['GB', 'FR'][1 + i % 2] as country,
    true as is_simulated,
    case when i < 14 then 150 * i end as member_count,
    case when i < 14 then 'ok' else 'suppressed' end as member_status,
    date '2026-09-30' as as_of
from range(1, 15) as numbers (i)
union all
select 'all', null, null, null, null, null, null, null, null, null, true, 12000, 'ok', date '2026-09-30';

create temporary table groups as
select 'all' as community_id, 'all' as dimension, 'all' as category, 1200 as n, 0 as shift
union all
select community_id, 'all', 'all', [620, 300, 140, 210, 90, 400, 260, 180, 110, 75, 50, 35, 25, 12][row_number() over ()], row_number() over () % 7
from published.communities where community_id != 'all'
union all
select 'all', 'platform_type', unnest(['forum', 'social_media_group', 'chat', 'app', 'structured_group']), unnest([500, 300, 200, 130, 15]), unnest([1, 2, 3, 4, 0])
union all
select 'all', 'led_by', unnest(['peers', 'professionals', 'mixed']), unnest([600, 350, 250]), unnest([2, 1, 0])
union all
select 'all', 'age_band', unnest(['under_18', '18_24', '25_34', '35_44', '45_54', '55_64', '65_74', '75_and_over', 'unknown']), unnest([15, 200, 300, 250, 200, 120, 60, 40, 30]), unnest([0, 3, 2, 1, 0, 1, 2, 3, 4])
union all
select 'all', 'rurality', unnest(['urban', 'rural', 'remote', 'unknown']), unnest([700, 300, 60, 100]), unnest([1, 0, 2, 3]);

create temporary table follow_ups as
select unnest(['day_30', 'day_90', 'day_180', 'day_365', 'day_730', 'end_paired', 'end_literal']) as follow_up,
    unnest([0.9, 0.8, 0.6, 0.4, 0.1, 0.9, 1.0]) as kept;

create temporary table periods as
select unnest(['all', '2024', '2025']) as period, unnest([1.0, 0.4, 0.5]) as part;

create table published.recovery_rates as
with counted as (
    select
        community_id, dimension, category, period, rule_set, follow_up, outcome,
        (5 * round(n * kept * part * size / 5))::integer as denominator,
        (n * kept * part * size * (likelihood + shift / 60))::integer as numerator
    from groups
    cross join follow_ups
    cross join periods
    cross join (select unnest(['phq9_gad7', 'phq9_only']) as rule_set) as rule_sets
    cross join (
        select
            unnest(['recovery', 'reliable_recovery', 'reliable_improvement', 'reliable_deterioration', 'no_reliable_change']) as outcome,
            unnest([0.44, 0.38, 0.55, 0.06, 0.39]) as likelihood,
            unnest([0.7, 0.7, 1.0, 1.0, 1.0]) as size
    ) as outcomes
    where follow_up != 'end_literal' or outcome in ('recovery', 'reliable_recovery')
),

marked as (
    select
        *,
        case when denominator < 8 then 'suppressed' else 'ok' end as denominator_status,
        case when numerator = 0 then 'zero' when numerator < 8 then 'suppressed' else 'ok' end as outcome_status
    from counted
),

shown as (
    select
        *,
        case when denominator_status = 'ok' then denominator end as denominator_count,
        case when outcome_status != 'suppressed' then (5 * round(numerator / 5))::integer end as outcome_count
    from marked
),

rated as (
    select
        *,
        published_proportion(outcome_count, denominator_count, outcome_status, denominator_status) as r,
        outcome in ('recovery', 'reliable_recovery') and follow_up != 'end_literal' as is_bounded
    from shown
)

select
    community_id, dimension, category, period, rule_set, follow_up, outcome,
    denominator_count, denominator_status, outcome_count, outcome_status,
    r.rate as outcome_rate, r.lower as outcome_rate_lower, r.upper as outcome_rate_upper,
    r.status as outcome_rate_status,
    case when is_bounded then 0.1 end as outcome_bounds_lower,
    case when is_bounded then 0.7 end as outcome_bounds_upper,
    case when is_bounded then 'interval' else 'not_defined' end as outcome_bounds_status,
    date '2026-09-30' as as_of
from rated;

create table published.follow_up_funnel as
select
    community_id, dimension, category, period, rule_set, follow_up,
    (5 * round(n * part * 10 / 5))::integer as member_count, 'ok' as member_status,
    (5 * round(n * part * 7 / 5))::integer as with_baseline_count, 'ok' as with_baseline_status,
    (5 * round(n * part * 4.2 / 5))::integer as at_caseness_count, 'ok' as at_caseness_status,
    (5 * round(n * part * 3.8 / 5))::integer as eligible_count, 'ok' as eligible_status,
    (5 * round(n * part * 2 / 5))::integer as with_any_follow_up_count, 'ok' as with_any_follow_up_status,
    case when n * part * kept * 1.2 >= 8 then (5 * round(n * part * kept * 1.2 / 5))::integer end as in_window_count,
    case when n * part * kept * 1.2 >= 8 then 'ok' else 'suppressed' end as in_window_status,
    date '2026-09-30' as as_of
from groups
cross join follow_ups
cross join periods
cross join (select unnest(['phq9_gad7', 'phq9_only']) as rule_set) as rule_sets;

create table published.engagement_cohorts as
with counted as (
    select
        community_id, dimension, category, date_trunc('quarter', joined)::date as joined_quarter,
        quarter_number::integer as quarters_since_joining,
        (5 * round(n * 0.9 / 5))::integer as member_count,
        (n * 0.9 * (0.25 + 0.75 / (1 + quarter_number)))::integer as retained,
        (n * 0.9 * (0.3 + 0.7 / (1 + quarter_number)))::integer as rolling_retained
    from groups
    cross join generate_series(date '2024-04-01', date '2026-07-01', interval 3 month) as quarters (joined)
    cross join range(0, 10) as numbers (quarter_number)
    where joined + interval (3 * (quarter_number + 1)) month <= date '2026-10-01'
),

marked as (
    select
        *,
        case when member_count < 8 then 'suppressed' else 'ok' end as member_status,
        case when retained < 8 then 'suppressed' else 'ok' end as retained_status,
        case when rolling_retained < 8 then 'suppressed' else 'ok' end as rolling_retained_status
    from counted
),

rated as (
    select
        *,
        case when retained >= 8 then least((5 * round(retained / 5))::integer, member_count) end as retained_count,
        case when rolling_retained >= 8 then least((5 * round(rolling_retained / 5))::integer, member_count) end as rolling_retained_count,
        published_proportion(retained_count, member_count, retained_status, member_status) as r,
        published_proportion(rolling_retained_count, member_count, rolling_retained_status, member_status) as rr
    from marked
)

select
    community_id, dimension, category, joined_quarter, quarters_since_joining,
    member_count, member_status, retained_count, retained_status,
    r.rate as retention_rate, r.lower as retention_rate_lower, r.upper as retention_rate_upper, r.status as retention_rate_status,
    rolling_retained_count, rolling_retained_status,
    rr.rate as rolling_retention_rate, rr.lower as rolling_retention_rate_lower, rr.upper as rolling_retention_rate_upper, rr.status as rolling_retention_rate_status,
    date '2026-09-30' as as_of
from rated;

create table published.activity_months as
select
    community_id, dimension, category, month::date as month,
    (5 * round((n * (1 + month_of_year.m / 20)) / 5))::integer as active_member_count, 'ok' as active_member_status,
    (5 * round(n * 0.3 / 5))::integer as contributing_member_count, 'ok' as contributing_member_status,
    (5 * round(n * 0.1 / 5))::integer as new_member_count, case when n < 80 then 'suppressed' else 'ok' end as new_member_status,
    date '2026-09-30' as as_of
from groups
cross join generate_series(date '2024-04-01', date '2026-09-01', interval 1 month) as months (month)
cross join lateral (select month(months.month) as m) as month_of_year;

create table published.indicators as
select *
from (values
    ('reach', 'Members active in the quarter', 'Membres actifs au cours du trimestre', 'reach_and_retention', 'Do communities reach people?', 'Les communautés atteignent-elles les gens ?',
     'Members with at least one activity in the quarter.', 'Membres ayant eu au moins une activité au cours du trimestre.', 'Members active in the quarter', 'Membres actifs au cours du trimestre', '', '',
     'reach', 'people', null, null, null, null, null, 'neutral', null::double, null, null, 'No target is published for this, as far as we know, and Rebond sets none.', 'Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas.', 'steward', '1', 'select 1'),
    ('first_answer', 'Members whose first post was answered', 'Membres dont le premier message a reçu une réponse', 'peer_support', 'Does peer support work?', 'L’entraide fonctionne-t-elle ?',
     'Members whose first post was answered within a day.', 'Membres dont le premier message a reçu une réponse en un jour.', 'Members answered within a day', 'Membres ayant reçu une réponse en un jour', 'Members who posted for the first time', 'Membres ayant publié pour la première fois',
     'share', 'share', null, null, null, null, null, 'higher', 0.8, 'Programme plan 2025', null, 'Meant for newcomers.', 'Prévue pour les nouveaux.', 'steward', '1', 'select 1'),
    ('harm', 'Members named in a harassment report', 'Membres visés par un signalement de harcèlement', 'social_media', 'Do social media cut both ways?', 'Les réseaux sociaux ont-ils deux faces ?',
     'Members named in a report.', 'Membres visés par un signalement.', 'Members named', 'Membres visés', 'Active members', 'Membres actifs',
     'share', 'share', null, null, null, null, null, 'lower', null, null, null, 'No target is published for this, as far as we know, and Rebond sets none.', 'Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas.', 'steward', '1', 'select 1'),
    ('reports', 'Reports per 1,000 contributions', 'Signalements pour 1 000 contributions', 'social_media', 'Do social media cut both ways?', 'Les réseaux sociaux ont-ils deux faces ?',
     'Reports.', 'Signalements.', 'Reports', 'Signalements', 'Contributions', 'Contributions',
     'rate', 'per_1000_contributions', null, null, null, null, null, 'lower', null, null, null, 'No target is published for this, as far as we know, and Rebond sets none.', 'Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas.', 'steward', '1', 'select 1'),
    ('reply_hours', 'Hours to the first reply', 'Heures jusqu’à la première réponse', 'peer_support', 'Does peer support work?', 'L’entraide fonctionne-t-elle ?',
     'Hours.', 'Heures.', 'Hours', 'Heures', 'Members', 'Membres',
     'median', 'hours', null, null, null, null, null, 'lower', 24, 'European Commission 2016', null, 'Meant for large platforms.', 'Prévue pour les grandes plateformes.', 'steward', '1', 'select 1'),
    ('member_cost', 'Cost per member', 'Coût par membre', 'reach_and_retention', 'Do communities reach people?', 'Les communautés atteignent-elles les gens ?',
     'Cost.', 'Coût.', 'Cost', 'Coût', 'Members', 'Membres',
     'cost', 'currency_per_member', 'as_reported', 'as_reported', null, null, null, 'lower', 1766, 'Radhakrishnan et al. 2013', 'GBP', 'A comparison, not a promise.', 'Une comparaison, pas une promesse.', 'steward', '1', 'select 1')
) as registry (indicator_id, name_en, name_fr, claim_id, question_en, question_fr, definition_en, definition_fr, numerator_en, numerator_fr, denominator_en, denominator_fr, kind, unit, currency, price_year, population_denominator_en, population_denominator_fr, population_source, polarity, target_value, target_source, target_currency, target_words_en, target_words_fr, owner, version, sql);

create table published.claims as
select *
from (values
    ('peer_support', 1, true, 'Peer support works.', 'L’entraide est efficace.', 'Does peer support work?', 'L’entraide fonctionne-t-elle ?', 'indicator_values', 'recovery indicators', 'Griffiths 2009'),
    ('social_media', 2, true, 'Social media cut both ways.', 'Les réseaux sociaux ont deux faces.', 'Do social media cut both ways?', 'Les réseaux sociaux ont-ils deux faces ?', 'indicator_rates', 'indicators', 'Kaplan 2011'),
    ('reach_and_retention', 3, false, 'Communities reach people.', 'Les communautés atteignent les gens.', 'Do communities reach people?', 'Les communautés atteignent-elles les gens ?', 'indicator_reach', 'cohorts indicators', 'van Mierlo 2014')
) as claims (claim_id, place, is_of_the_literature, claim_en, claim_fr, question_en, question_fr, published_tables, views, source);

create temporary table quarters_of_groups as
select community_id, n, quarter::date as period_start
from groups
cross join generate_series(date '2024-04-01', date '2026-07-01', interval 3 month) as quarters (quarter)
where dimension = 'all';

create table published.indicator_rates as
select
    'reports' as indicator_id, community_id, period_start,
    (5 * round(n * 0.3 / 5))::integer as contributing_member_count, 'ok' as contributing_member_status,
    (5 * round(n * 3 / 5))::integer as contribution_count, 'ok' as contribution_status,
    case when n >= 200 then (5 * round(n * 0.05 / 5))::integer end as concerned_member_count,
    case when n >= 200 then 'ok' else 'suppressed' end as concerned_member_status,
    case when n >= 200 then (5 * round(n * 0.06 / 5))::integer end as report_count,
    case when n >= 200 then 'ok' else 'suppressed' end as report_status,
    case when n >= 200 then 20.0 end::double as indicator_value,
    case when n >= 200 then 12.5 end::double as indicator_value_lower,
    case when n >= 200 then 30.1 end::double as indicator_value_upper,
    case when n >= 200 then 'ok' else 'suppressed' end as indicator_value_status,
    'not_compared' as target_status, date '2026-09-30' as as_of
from quarters_of_groups;

create table published.indicator_medians as
select
    'reply_hours' as indicator_id, community_id, period_start,
    (5 * round(n / 5))::integer as member_count, 'ok' as member_status,
    case when n >= 100 then 10.6 end::double as median_hours,
    case when n >= 100 then 8.5 end::double as median_hours_lower,
    case when n >= 100 then 13.0 end::double as median_hours_upper,
    case when n >= 100 then 'ok' when n >= 50 then 'not_reached' else 'suppressed' end as median_hours_status,
    case when n >= 100 then 'better' else 'not_compared' end as target_status, date '2026-09-30' as as_of
from quarters_of_groups;

create table published.indicator_costs as
select
    'member_cost' as indicator_id, 'all' as community_id, make_date(y, 1, 1) as period_start, currency,
    12345.0::double as cost_amount, members as denominator_count, status as denominator_status,
    12345.0 / nullif(members, 0) as indicator_value, case when members > 0 then 12345.0 / (members + 2) end as indicator_value_lower, case when members > 0 then 12345.0 / (members - 2) end as indicator_value_upper,
    case status when 'zero' then 'not_defined' else status end as indicator_value_status,
    case when currency = 'GBP' then 'better' else 'not_compared' end as target_status, date '2026-09-30' as as_of
from (values (2024), (2025)) as years (y)
cross join (values ('GBP', 1200, 'ok'), ('EUR', 20, 'ok'), ('CAD', 0, 'zero')) as costs (currency, members, status);

create table published.indicator_reach as
select
    'reach' as indicator_id, community_id, period_start, (5 * round(n * 2 / 5))::integer as people_reached_count, 'ok' as people_reached_status,
    null::bigint as population_count, null::double as indicator_value, null::double as indicator_value_lower, null::double as indicator_value_upper,
    'not_defined' as indicator_value_status, 'not_compared' as target_status, date '2026-09-30' as as_of
from quarters_of_groups;

create table published.control_charts as
select
    indicator_id, community_id, 'quarter' as period_length, period_start,
    case when indicator_id = 'first_answer' then 0.6 + month(period_start) / 100 else 10.0 + month(period_start) end::double as chart_value, 'ok' as chart_value_status,
    case when indicator_id = 'first_answer' then 0.65 else 14.0 end::double as chart_centre,
    case when indicator_id = 'first_answer' then 0.5 else 9.0 end::double as chart_centre_lower,
    case when indicator_id = 'first_answer' then 0.8 else 19.5 end::double as chart_centre_upper, 'ok' as chart_centre_status,
    period_start = date '2025-07-01' as is_outside_limits, false as is_part_of_trend, false as is_near_limit, false as is_part_of_shift,
    period_start = date '2025-07-01' as has_signal,
    case when period_start = date '2025-07-01' then 'worse' else 'none' end as signal_meaning,
    true as is_trial, indicator_id = 'first_answer' as is_adjusted, date '2026-09-30' as as_of
from quarters_of_groups
cross join (select unnest(['first_answer', 'reply_hours']) as indicator_id)
where n >= 100;

create table published.indicator_trends as
select
    indicator_id, community_id, 'quarter' as period_length, min(period_start) as first_period_start, max(period_start) as last_period_start,
    count(*) as period_count, 'rising' as trend_95, 'no_trend' as trend_998,
    case indicator_id when 'first_answer' then 'improving' else 'worsening' end as trend_meaning, true as is_trial, date '2026-09-30' as as_of
from published.control_charts
group by indicator_id, community_id;

create table published.community_quality as
select
    community_id, period, case when n >= 100 then 'C' else 'D' end as quality_grade,
    case when n >= 100 then 'C' else 'D' end as follow_up_completeness_grade, 'B' as baseline_completeness_grade,
    case when n >= 100 then 'A' else 'unknown' end as paired_scores_grade, 'A' as timeliness_grade, 'A' as refused_share_grade,
    40 as days_since_covered, date '2026-09-30' as as_of
from groups
cross join periods
where dimension = 'all';

create table published.quality_thresholds as
select *
from (values
    ('follow_up_completeness', 1, 'share', true, 0.8, 0.5, 0.2, 'Follow-up completeness', 'Complétude du suivi', 'Scored in the window.', 'Évalués dans la fenêtre.', 'chosen'),
    ('baseline_completeness', 2, 'share', true, 0.8, 0.5, 0.2, 'Baseline completeness', 'Complétude de la mesure initiale', 'With a baseline.', 'Avec mesure initiale.', 'chosen'),
    ('paired_scores', 3, 'people', true, 150, 50, 20, 'Paired scores', 'Scores appariés', 'Scored twice.', 'Évalués deux fois.', 'chosen'),
    ('timeliness', 4, 'days', false, 100, 190, 370, 'Timeliness', 'Actualité', 'Days.', 'Jours.', 'chosen'),
    ('refused_share', 5, 'share', false, 0.01, 0.05, 0.2, 'Refused rows', 'Lignes refusées', 'Refused.', 'Refusées.', 'chosen')
) as thresholds (component, place, unit, higher_is_better, a_from, b_from, c_from, name_en, name_fr, meaning_en, meaning_fr, source);

create table published.indicator_values as
with counted as (
    select
        indicator_id, community_id, quarter::date as period_start,
        case indicator_id when 'reach' then n * 2 when 'first_answer' then n * 0.7 + month(quarter) else n * 0.02 end::integer as numerator,
        case when indicator_id = 'reach' then null else (5 * round(n / 5))::integer end as denominator_count
    from groups
    cross join published.indicators
    cross join generate_series(date '2024-04-01', date '2026-07-01', interval 3 month) as quarters (quarter)
    where dimension = 'all'
),

marked as (
    select
        *,
        case when denominator_count is not null then 'ok' end as denominator_status,
        case when numerator = 0 then 'zero' when numerator < 8 then 'suppressed' else 'ok' end as numerator_status,
        case when numerator = 0 or numerator >= 8 then (5 * round(numerator / 5))::integer end as numerator_count,
        published_proportion(numerator_count, denominator_count, numerator_status, denominator_status) as r
    from counted
)

select
    indicator_id, community_id, period_start, numerator_count, numerator_status, denominator_count, denominator_status,
    case when denominator_count is null then numerator_count else r.rate end::double as indicator_value,
    r.lower as indicator_value_lower, r.upper as indicator_value_upper,
    case when denominator_count is null then numerator_status else r.status end as indicator_value_status,
    case when indicator_id = 'first_answer' and r.lower is not null then compare_with_benchmark(r.lower, r.upper, 0.8, 'higher') else 'not_compared' end as target_status,
    date '2026-09-30' as as_of
from marked;

create table published.release_units as
select table_name, community_id, date '2026-09-30' as as_of, 'released' as status
from (select unnest(['recovery_rates', 'follow_up_funnel', 'engagement_cohorts', 'activity_months', 'indicator_values']) as table_name)
cross join (select distinct community_id from groups);

create table published.cells_shown as
select 'recovery_rates' as table_name, 'at_caseness_count' as column_name, 100 as cell_count, 86 as shown_count, 0.86 as shown_rate;

create table published.landmark_comparisons as
with bands as (
    select
        'all' as community_id,
        unnest(['engagement_band', 'engagement_band', 'engagement_band', 'engagement_band', 'all']) as dimension,
        unnest(['0', '1_4', '5_19', '20_and_over', 'all']) as category,
        unnest([400, 200, 60, 25, 685]) as scored,
        unnest([120, 70, 20, null, 215]) as recovered
),

rated as (
    select
        *,
        case when recovered is null then 'suppressed' else 'ok' end as recovered_status,
        published_proportion(scored, scored * 4, 'ok', 'ok') as completeness,
        published_proportion(recovered, scored, recovered_status, 'ok') as recovery
    from bands
)

select
    community_id, dimension, category, rule_set, follow_up, landmark_days,
    scored * 6 as at_caseness_count, 'ok' as at_caseness_status,
    scored as not_covered_count, 'ok' as not_covered_status,
    scored as left_count, 'ok' as left_status,
    null::bigint as below_caseness_count, 'suppressed' as below_caseness_status,
    scored * 4 as eligible_count, 'ok' as eligible_status,
    scored as scored_count, 'ok' as scored_status,
    recovered as recovered_count, recovered_status,
    completeness.rate as completeness_rate, completeness.lower as completeness_rate_lower,
    completeness.upper as completeness_rate_upper, completeness.status as completeness_rate_status,
    recovery.rate as recovery_rate, recovery.lower as recovery_rate_lower,
    recovery.upper as recovery_rate_upper, recovery.status as recovery_rate_status,
    0.1 as recovery_bounds_lower, 0.8 as recovery_bounds_upper, 'interval' as recovery_bounds_status,
    case when category = '1_4' then 1.17 end as risk_ratio,
    case when category in ('1_4', '5_19') then 0.9 end as risk_ratio_lower,
    case when category in ('1_4', '5_19') then 1.6 end as risk_ratio_upper,
    case category
        when '1_4' then 'ok' when '5_19' then 'interval' when '20_and_over' then 'suppressed'
        else 'not_compared'
    end as risk_ratio_status,
    date '2026-09-30' as as_of
from rated
cross join (select unnest(['phq9_gad7', 'phq9_only']) as rule_set) as rule_sets
cross join (select unnest(['day_90', 'day_180']) as follow_up) as follow_ups
cross join (select unnest([14, 30, 60]) as landmark_days) as landmarks;

create table published.models as
select *
from (values
    ('sql/published/recovery_rates.sql', 'published', 12, 'recovery_rates', 'select * from marts.recovery_rates -- rounded'),
    ('sql/marts/recovery_rates.sql', 'marts', 9, 'recovery_rates', 'select * from staging.outcome_scores'),
    ('sql/published/indicator_values.sql', 'published', 12, 'indicator_values', 'select * from marts.indicator_values'),
    ('sql/marts/indicator_values.sql', 'marts', 9, 'indicator_values', 'select * from registry.indicator_members'),
    ('sql/indicators/reach.sql', 'indicators', 7, 'reach', 'select * from staging.activity'),
    ('sql/indicators/harm.sql', 'indicators', 7, 'harm', 'select * from staging.safety_reports'),
    ('sql/staging/outcome_scores.sql', 'staging', 2, 'outcome_scores', 'select * from accepted.outcome_scores'),
    ('sql/staging/activity.sql', 'staging', 2, 'activity', 'select * from accepted.activity'),
    ('sql/staging/safety_reports.sql', 'staging', 2, 'safety_reports', 'select * from accepted.safety_reports'),
    ('sql/macros/published_proportion.sql', 'macros', 1, 'published_proportion', 'create macro published_proportion() as 1')
) as files (path, stage, stage_number, model_name, sql);

create table published.model_inputs as
select *
from (values
    ('sql/published/recovery_rates.sql', 'sql/marts/recovery_rates.sql'),
    ('sql/published/recovery_rates.sql', 'sql/macros/published_proportion.sql'),
    ('sql/marts/recovery_rates.sql', 'sql/staging/outcome_scores.sql'),
    ('sql/published/indicator_values.sql', 'sql/marts/indicator_values.sql'),
    ('sql/marts/indicator_values.sql', 'sql/indicators/reach.sql'),
    ('sql/marts/indicator_values.sql', 'sql/indicators/harm.sql'),
    ('sql/indicators/reach.sql', 'sql/staging/activity.sql'),
    ('sql/indicators/harm.sql', 'sql/staging/safety_reports.sql')
) as reads (path, input_path);

create table published.rule_sets as
select *
from (values
    ('phq9_gad7', '1.0.0', 'PHQ-9', 'GAD-7', 'NHS England, both scales'),
    ('phq9_only', '1.0.0', 'PHQ-9', null, 'The PHQ-9 half of NHS England')
) as rules (rule_set, version, primary_instrument, secondary_instrument, source);

create table published.columns as
select *
from (values
    ('recovery_rates', 'outcome_count', 'Members with the outcome.', 'Membres ayant connu ce résultat.'),
    ('recovery_rates', 'denominator_count', 'Members the rate is taken over.', 'Membres sur lesquels porte le taux.')
) as described (table_name, column_name, description_en, description_fr);

create table published.standardised_rates as
with compared as (
    select
        community_id, dimension, category, rule_set, follow_up, outcome,
        denominator_count, denominator_status, outcome_count, outcome_status,
        outcome_rate, outcome_rate_lower, outcome_rate_upper, outcome_rate_status, as_of,
        unnest(['severity_age', 'severity']) as adjustment,
        coalesce(outcome_rate_status = 'ok', false) as is_large,
        community_id = 'all' and dimension = 'all' as is_whole
    from published.recovery_rates
    where period = 'all' and outcome != 'no_reliable_change' and rule_set in ('phq9_gad7', 'phq9_only')
        and follow_up != 'end_literal'
)

select
    community_id, dimension, category, rule_set, follow_up, outcome, adjustment,
    denominator_count, denominator_status, outcome_count, outcome_status,
    outcome_rate, outcome_rate_lower, outcome_rate_upper, outcome_rate_status,
    case when is_large and not is_whole then 0.06::double end as rest_gap,
    case when is_large and not is_whole then 0.02::double end as rest_gap_lower,
    case when is_large and not is_whole then 0.11::double end as rest_gap_upper,
    case when is_whole then 'not_compared' when is_large then 'ok' else 'suppressed' end as rest_gap_status,
    case when is_large and not is_whole then 'better' end as comparison,
    case when is_large then denominator_count end as effective_count,
    case when is_large then 'ok' else 'suppressed' end as effective_status,
    case when is_large and adjustment = 'severity' then 0.4::double end as standardised_share,
    case when is_large and adjustment = 'severity' then 0.3::double end as standardised_share_lower,
    case when is_large and adjustment = 'severity' then 0.5::double end as standardised_share_upper,
    case when adjustment = 'severity_age' then 'not_defined' when is_large then 'ok' else 'suppressed' end as standardised_share_status,
    case when is_large and not is_whole and adjustment = 'severity' then 'similar' end as standardised_comparison,
    case when is_large and not is_whole then 1.1::double end as standardised_ratio,
    case when is_large and not is_whole then 0.9::double end as standardised_ratio_lower,
    case when is_large and not is_whole then 1.3::double end as standardised_ratio_upper,
    case when is_whole then 'not_compared' when is_large then 'ok' else 'suppressed' end as standardised_ratio_status,
    as_of
from compared;

create table published.group_differences as
with shown as (
    select *
    from published.recovery_rates
    where
        period = 'all' and outcome != 'no_reliable_change' and denominator_count >= 25
        and follow_up != 'end_literal'
        and (community_id != 'all' or dimension != 'all')
),

paired as (
    select
        shown.*,
        others.community_id as other_community_id, others.category as other_category,
        others.denominator_count as other_denominator_count, others.denominator_status as other_denominator_status,
        others.outcome_count as other_outcome_count, others.outcome_status as other_outcome_status,
        others.outcome_rate as other_outcome_rate, others.outcome_rate_lower as other_outcome_rate_lower,
        others.outcome_rate_upper as other_outcome_rate_upper, others.outcome_rate_status as other_outcome_rate_status,
        published_difference(
            shown.outcome_count, shown.denominator_count, others.outcome_count, others.denominator_count,
            'ok', largest_hidden := 7
        ) as difference
    from shown
    inner join shown as others
        on
            (shown.community_id = 'all') = (others.community_id = 'all') and shown.dimension = others.dimension
            and shown.rule_set = others.rule_set and shown.follow_up = others.follow_up and shown.outcome = others.outcome
            and (shown.community_id, shown.category) != (others.community_id, others.category)
)

select
    community_id, dimension, category, other_community_id, other_category, rule_set, follow_up, outcome,
    denominator_count, denominator_status, outcome_count, outcome_status,
    outcome_rate, outcome_rate_lower, outcome_rate_upper, outcome_rate_status,
    other_denominator_count, other_denominator_status, other_outcome_count, other_outcome_status,
    other_outcome_rate, other_outcome_rate_lower, other_outcome_rate_upper, other_outcome_rate_status,
    difference.difference as gap, difference.lower as gap_lower, difference.upper as gap_upper, difference.status as gap_status,
    compare_with_benchmark(
        difference.lower, difference.upper, 0, case outcome when 'reliable_deterioration' then 'lower' else 'higher' end
    ) as comparison,
    as_of
from paired;

create table published.recovery_sensitivity as
select
    community_id, dimension, category, rule_set, follow_up, outcome,
    denominator_count * 4 as eligible_count, denominator_status as eligible_status,
    denominator_count, denominator_status, outcome_count, outcome_status,
    outcome_rate as complete_rate, outcome_rate_lower as complete_rate_lower,
    outcome_rate_upper as complete_rate_upper, outcome_rate_status as complete_rate_status,
    case when outcome_rate_status = 'ok' then 0.2::double end as carried_share,
    case when outcome_rate_status = 'ok' then 0.15::double end as carried_share_lower,
    case when outcome_rate_status = 'ok' then 0.25::double end as carried_share_upper,
    case when outcome_rate_status = 'ok' then 'ok' else 'suppressed' end as carried_share_status,
    outcome_bounds_lower::double as outcome_bounds_lower,
    outcome_bounds_upper::double as outcome_bounds_upper, outcome_bounds_status,
    case when outcome_rate_status = 'ok' and follow_up != 'day_30' then denominator_count end as effective_count,
    case when outcome_rate_status = 'ok' and follow_up != 'day_30' then 'ok' else 'suppressed' end as effective_status,
    case when outcome_rate_status = 'ok' and follow_up != 'day_30' then 0.42::double end as weighted_share,
    case when outcome_rate_status = 'ok' and follow_up != 'day_30' then 0.36::double end as weighted_share_lower,
    case when outcome_rate_status = 'ok' and follow_up != 'day_30' then 0.48::double end as weighted_share_upper,
    case when follow_up = 'day_30' then 'not_defined' when outcome_rate_status = 'ok' then 'ok' else 'suppressed' end as weighted_share_status,
    as_of
from published.recovery_rates
where period = 'all' and outcome in ('recovery', 'reliable_recovery') and rule_set in ('phq9_gad7', 'phq9_only')
    and follow_up != 'end_literal';

create table published.benchmarks as
select *
from (values
    ('nhs_england', '2023-24', 'phq9_gad7', 'end_paired', 'recovery', 0.501::double, false, null::double, null::double, 'NHS England'),
    ('nhs_england', '2024-25', 'phq9_gad7', 'end_paired', 'recovery', 0.505::double, true, null, null, 'NHS England'),
    ('nhs_peer_support', '2024-25', 'phq9_gad7', 'end_paired', 'recovery', 0.297::double, true, 14.2::double, 11.2::double, 'NHS England'),
    ('whiteford_2013', '', 'phq9_gad7', 'day_180', 'recovery', 0.32::double, true, null, null, 'Whiteford et al. 2013')
) as told (benchmark_id, reporting_year, rule_set, follow_up, outcome, benchmark_rate, is_newest, phq9_mean_first, phq9_mean_last, cited_source);

create table published.benchmark_gaps as
with compared as (
    select
        groups.community_id, groups.dimension, groups.category, benchmark_id, reporting_year,
        rule_set, follow_up, outcome, unnest(['age', 'crude']) as adjustment,
        groups.n >= 500 as is_large
    from groups
    cross join published.benchmarks
)

select
    community_id, dimension, category, benchmark_id, reporting_year, rule_set, follow_up, outcome, adjustment,
    case when is_large and adjustment = 'age' then 0.5::double end as benchmark_share,
    case when adjustment = 'crude' then 'not_defined' when is_large then 'ok' else 'suppressed' end as benchmark_share_status,
    case when is_large then -0.07::double end as gap,
    case when is_large then -0.12::double end as gap_lower,
    case when is_large then -0.02::double end as gap_upper,
    case when is_large then 'ok' else 'suppressed' end as gap_status,
    case when is_large then 'worse' end as comparison,
    date '2026-09-30' as as_of
from compared
where benchmark_id like 'nhs_england' or adjustment = 'crude';

create table published.community_funnels as
with judged as (
    select *, coalesce(outcome_rate_status = 'ok', false) as is_judged
    from published.recovery_rates
    where
        period = 'all' and dimension = 'all' and community_id != 'all'
        and follow_up != 'end_literal' and outcome != 'no_reliable_change' and rule_set in ('phq9_gad7', 'phq9_only')
)

select
    community_id, rule_set, follow_up, outcome,
    denominator_count, denominator_status, outcome_count, outcome_status,
    outcome_rate, outcome_rate_lower, outcome_rate_upper, outcome_rate_status,
    0.44::double as target_rate, 0.4::double as target_rate_lower, 0.48::double as target_rate_upper, 'ok' as target_rate_status,
    case when is_judged then 0.3::double end as chance_95_lower, case when is_judged then 0.6::double end as chance_95_upper,
    case when is_judged then 'interval' else 'suppressed' end as chance_95_status,
    case when is_judged then 0.25::double end as chance_998_lower, case when is_judged then 0.65::double end as chance_998_upper,
    case when is_judged then 'interval' else 'suppressed' end as chance_998_status,
    case when is_judged then 0.3::double end as spread_95_lower, case when is_judged then 0.6::double end as spread_95_upper,
    case when is_judged then 'interval' else 'suppressed' end as spread_95_status,
    case when is_judged then 0.25::double end as spread_998_lower, case when is_judged then 0.65::double end as spread_998_upper,
    case when is_judged then 'interval' else 'suppressed' end as spread_998_status,
    case when is_judged then 'within' end as chance_status,
    case when not is_judged then null when community_id = 'north/c13' then 'high_998' else 'within' end as outlier_status,
    case
        when not is_judged then null
        when community_id != 'north/c13' then 'similar'
        when outcome = 'reliable_deterioration' then 'worse'
        else 'better'
    end as comparison,
    as_of
from judged;

create table published.recovery_curves as
with curves as (
    select
        unnest(['recovery', 'recovery_earliest', 'recovery_before_leaving', 'leaving_before_recovery', 'recovery_ignoring_leaving', 'relapse']) as curve,
        unnest([0.4, 0.48, 0.3, 0.2, 0.35, 0.45]) as at_two_years
),

groups as (
    select
        unnest(['all', 'engagement_band', 'engagement_band', 'engagement_band', 'engagement_band', 'led_by', 'led_by']) as dimension,
        unnest(['all', '0', '1_4', '5_19', '20_and_over', 'peers', 'mixed']) as category,
        unnest([1200, 800, 250, 160, null, 700, 300]) as n
),

days as (
    select unnest([0, 30, 60, 90, 120, 180, 270, 365, 545, 730]) as curve_day
),

shown as (
    select
        *,
        n is not null and curve_day <= 545 as is_shown,
        case when curve_day > 0 then round(at_two_years * curve_day / 730, 2) else 0 end as share
    from curves
    cross join groups
    cross join days
)

select
    'all' as community_id, dimension, category, rule_set, curve,
    case
        when curve = 'relapse' then 'recovery' when dimension = 'engagement_band' then 'landmark' else 'baseline'
    end as starts_at,
    curve_day::integer as curve_day,
    case when is_shown then (5 * round(n * (1 - curve_day / 800) / 5))::bigint end as at_risk_count,
    case when is_shown then 'ok' else 'suppressed' end as at_risk_status,
    case when is_shown then share end as event_share,
    case when is_shown and curve_day > 0 then greatest(share - 0.03, 0) end as event_share_lower,
    case when is_shown and curve_day > 0 then share + 0.03 end as event_share_upper,
    case when not is_shown then 'suppressed' when curve_day = 0 then 'zero' else 'ok' end as event_share_status,
    case when dimension = 'led_by' then 365 end as median_days_lower,
    case when dimension = 'led_by' then 545 end as median_days_upper,
    case
        when n is null then 'suppressed' when dimension = 'led_by' then 'interval' else 'not_reached'
    end as median_days_status,
    date '2026-09-30' as as_of
from shown
cross join (select unnest(['phq9_gad7', 'phq9_only']) as rule_set) as rule_sets;

create table published.curve_comparisons as
select
    'all' as community_id, dimension, rule_set, curve, 'baseline' as starts_at,
    case when status = 'ok' then categories end as compared_categories,
    case when curve like '%leaving%' then 'gray' else 'log_rank' end as test,
    case when status = 'ok' then band end as p_band, status as test_status, date '2026-09-30' as as_of
from (values
    ('led_by', 'recovery', 'mixed, peers', 'below_001', 'ok'), ('led_by', 'recovery_before_leaving', 'mixed, peers', 'below_01', 'ok'),
    ('led_by', 'leaving_before_recovery', 'mixed, peers', 'not_below_05', 'ok'), ('led_by', 'relapse', null, null, 'suppressed'),
    ('engagement_band', 'recovery', '0, 1_4, 5_19', 'below_05', 'ok')
) as tests (dimension, curve, categories, band, status)
cross join (select unnest(['phq9_gad7', 'phq9_only']) as rule_set) as rule_sets;

create table published.score_changes as
with questionnaires as (
    select
        unnest(['phq9_only', 'ucla3_change', 'who5_only']) as rule_set,
        unnest(['PHQ-9', 'UCLA-3', 'WHO-5']) as instrument,
        unnest([false, false, true]) as is_higher_better,
        unnest([15.2, 6.1, 8.4]) as first_points,
        unnest([-4.1, -0.2, 2.4]) as change_points
),

of_groups as (
    select *, n >= 20 as is_shown
    from groups
    cross join questionnaires
    cross join (select unnest(['day_90', 'day_180']) as follow_up) as follow_ups
)

select
    community_id, dimension, category, rule_set, follow_up, instrument, is_higher_better,
    case when is_shown then (5 * round(n / 5))::bigint end as scored_count,
    case when is_shown then 'ok' else 'suppressed' end as scored_status,
    case when is_shown then first_points end as first_points,
    case when is_shown then 'ok' else 'suppressed' end as first_points_status,
    case when is_shown then change_points end as change_points,
    case when is_shown then change_points - 0.6 end as change_points_lower,
    case when is_shown then change_points + 0.6 end as change_points_upper,
    case when is_shown then 'ok' else 'suppressed' end as change_points_status,
    case when is_shown then 0.4 end as standardised_change,
    case when is_shown then 0.2 end as standardised_change_lower,
    case when is_shown then 0.6 end as standardised_change_upper,
    case when is_shown then 'ok' else 'suppressed' end as standardised_change_status,
    date '2026-09-30' as as_of
from of_groups;
