-- tests/dashboard/small_engagement: the tables of engagement, small enough to be read.
-- Laid over small_snapshot.sql. Counts are hand-made; every status that the pages know is in them.
-- `e0` makes a number a double, as all numbers with a point are in a real snapshot.

create table published.engagement_states as
select
    g.community_id, g.dimension, g.category, p.period_type, p.period_start,
    g.n as active_member_count, g.status as active_member_status,
    g.n // 4 // 5 * 5 as new_member_count, g.status as new_member_status,
    g.n // 2 // 5 * 5 as continuing_member_count, g.status as continuing_member_status,
    null::bigint as revived_member_count, 'suppressed' as revived_member_status,
    g.n // 2 // 5 * 5 as reading_member_count, g.status as reading_member_status,
    g.n // 2 // 5 * 5 as contributing_member_count, g.status as contributing_member_status,
    case when g.n is not null then 0.5e0 end as contributing_rate,
    case when g.n is not null then 0.4e0 end as contributing_rate_lower,
    case when g.n is not null then 0.6e0 end as contributing_rate_upper,
    g.status as contributing_rate_status,
    g.n as previous_member_count, g.status as previous_member_status,
    g.n // 5 // 5 * 5 as lapsed_member_count, g.status as lapsed_member_status,
    case when g.n is not null then 0.2e0 end as lapsed_rate,
    case when g.n is not null then 0.1e0 end as lapsed_rate_lower,
    case when g.n is not null then 0.3e0 end as lapsed_rate_upper,
    g.status as lapsed_rate_status,
    date '2026-09-30' as as_of
from (
    values ('all', 'all', 'all', 1200, 'ok'), ('all', 'led_by', 'peers', 600, 'ok'),
        ('all', 'led_by', 'mixed', 400, 'ok'), ('north/c1', 'all', 'all', 300, 'ok'),
        ('north/c14', 'all', 'all', null, 'suppressed')
) as g (community_id, dimension, category, n, status)
cross join (
    values ('quarter', date '2026-01-01'), ('quarter', date '2026-04-01'),
        ('month', date '2026-04-01'), ('month', date '2026-05-01')
) as p (period_type, period_start)
where p.period_type = 'quarter' or g.community_id || g.dimension = 'allall';

create table published.activity_hours as
select
    g.community_id, g.dimension, g.category, d.day_of_week, h.part_of_day,
    1200 as member_count, 'ok' as member_status,
    300 as active_member_count, 'ok' as active_member_status,
    0.25e0 as active_rate, 0.22e0 as active_rate_lower, 0.28e0 as active_rate_upper,
    'ok' as active_rate_status,
    100 as contributing_member_count, 'ok' as contributing_member_status,
    case h.part_of_day when 'all' then 9000 else 300 end as contribution_count,
    'ok' as contribution_status,
    case when h.part_of_day = '04' then null else 20 end as crisis_help_member_count,
    case when h.part_of_day = '04' then 'suppressed' else 'ok' end as crisis_help_member_status,
    date '2026-09-30' as as_of
from (
    values ('all', 'all', 'all'), ('all', 'led_by', 'peers'), ('all', 'led_by', 'mixed'),
        ('north/c1', 'all', 'all')
) as g (community_id, dimension, category)
cross join (select unnest(['all', '1', '2', '3', '4', '5', '6', '7']) as day_of_week) as d
cross join (
    select lpad(i::varchar, 2, '0') as part_of_day from range(24) as hours (i)
    union all select unnest(['day', 'night', 'all'])
) as h
where d.day_of_week = 'all' or g.community_id || g.dimension = 'allall';

create table published.reply_times as
select
    g.community_id, g.dimension, g.category, p.period, t.time_of_day,
    400 as posting_member_count, 'ok' as posting_member_status,
    1205 as post_count, 'ok' as post_status,
    0.18e0 as answered_within_2_hours_share, 0.15e0 as answered_within_2_hours_share_lower,
    0.21e0 as answered_within_2_hours_share_upper, 'ok' as answered_within_2_hours_share_status,
    case when t.time_of_day != 'night' then 0.62e0 end as answered_within_24_hours_share,
    case when t.time_of_day != 'night' then 0.6e0 end as answered_within_24_hours_share_lower,
    case when t.time_of_day != 'night' then 0.64e0 end as answered_within_24_hours_share_upper,
    case when t.time_of_day != 'night' then 'ok' else 'suppressed' end
        as answered_within_24_hours_share_status,
    0.78e0 as answered_within_7_days_share, 0.75e0 as answered_within_7_days_share_lower,
    0.81e0 as answered_within_7_days_share_upper, 'ok' as answered_within_7_days_share_status,
    null::double as first_reply_p10_hours, 'suppressed' as first_reply_p10_hours_status,
    11.5e0 as first_reply_p50_hours, 'ok' as first_reply_p50_hours_status,
    null::double as first_reply_p90_hours, 'not_reached' as first_reply_p90_hours_status,
    date '2026-09-30' as as_of
from (
    values ('all', 'all', 'all'), ('all', 'led_by', 'peers'), ('all', 'led_by', 'mixed'),
        ('north/c1', 'all', 'all')
) as g (community_id, dimension, category)
cross join (select unnest(['all', '2025']) as period) as p
cross join (select unnest(['all', 'day', 'night']) as time_of_day) as t;

create table published.support_exchanges as
select
    'all' as community_id, 'all' as dimension, 'all' as category, 'all' as period,
    1200 as active_member_count, 'ok' as active_member_status,
    900 as neither_count, 'ok' as neither_status, 0.75e0 as neither_rate,
    0.72e0 as neither_rate_lower, 0.78e0 as neither_rate_upper, 'ok' as neither_rate_status,
    100 as only_receiving_count, 'ok' as only_receiving_status, 0.08e0 as only_receiving_rate,
    0.06e0 as only_receiving_rate_lower, 0.1e0 as only_receiving_rate_upper,
    'ok' as only_receiving_rate_status,
    100 as mostly_receiving_count, 'ok' as mostly_receiving_status, 0.08e0 as mostly_receiving_rate,
    0.06e0 as mostly_receiving_rate_lower, 0.1e0 as mostly_receiving_rate_upper,
    'ok' as mostly_receiving_rate_status,
    60 as balanced_count, 'ok' as balanced_status, 0.05e0 as balanced_rate,
    0.03e0 as balanced_rate_lower, 0.07e0 as balanced_rate_upper, 'ok' as balanced_rate_status,
    null::bigint as mostly_giving_count, 'suppressed' as mostly_giving_status,
    null::double as mostly_giving_rate, 0.001e0 as mostly_giving_rate_lower,
    0.012e0 as mostly_giving_rate_upper, 'range' as mostly_giving_rate_status,
    null::bigint as only_giving_count, 'withheld' as only_giving_status,
    null::double as only_giving_rate, null::double as only_giving_rate_lower,
    null::double as only_giving_rate_upper, 'withheld' as only_giving_rate_status,
    date '2026-09-30' as as_of;

create table published.first_posts as
select
    g.community_id, g.dimension, g.category, 'all' as period,
    1000 as member_count, 'ok' as member_status,
    90 as posted_by_day_0_count, 'ok' as posted_by_day_0_status, 0.09e0 as posted_by_day_0_rate,
    0.07e0 as posted_by_day_0_rate_lower, 0.11e0 as posted_by_day_0_rate_upper,
    'ok' as posted_by_day_0_rate_status,
    200 as posted_by_day_7_count, 'ok' as posted_by_day_7_status, 0.2e0 as posted_by_day_7_rate,
    0.17e0 as posted_by_day_7_rate_lower, 0.23e0 as posted_by_day_7_rate_upper,
    'ok' as posted_by_day_7_rate_status,
    220 as posted_by_day_30_count, 'ok' as posted_by_day_30_status, 0.22e0 as posted_by_day_30_rate,
    0.19e0 as posted_by_day_30_rate_lower, 0.25e0 as posted_by_day_30_rate_upper,
    'ok' as posted_by_day_30_rate_status,
    date '2026-09-30' as as_of
from (
    values ('all', 'all', 'all'), ('all', 'is_anonymous', 'true'), ('all', 'is_anonymous', 'false')
) as g (community_id, dimension, category);

create table published.contribution_inequality as
select
    'all' as community_id, 'all' as dimension, 'all' as category, 'all' as period,
    2395 as contributing_member_count, 'ok' as contributing_member_status,
    100320 as contribution_count, 'ok' as contribution_status,
    0.85e0 as gini_coefficient, 'ok' as gini_coefficient_status,
    'top_1_percent' as top_group, 0.38e0 as top_share, 'ok' as top_share_status,
    date '2026-09-30' as as_of
union all
select 'all', 'led_by', 'peers', 'all', 90, 'ok', 1000, 'ok', null, 'suppressed', null, null,
    'suppressed', date '2026-09-30'
union all
select 'all', 'led_by', 'mixed', 'all', 790, 'ok', 5000, 'ok', 0.7e0, 'ok', 'top_10_percent', 0.55e0,
    'ok', date '2026-09-30';

create table published.early_behaviours as
select
    'all' as community_id, g.dimension, g.category, 'phq9_gad7' as rule_set,
    'day_180' as follow_up, 14 as landmark_days,
    1000 as eligible_count, 'ok' as eligible_status,
    250 as scored_count, 'ok' as scored_status,
    0.25e0 as completeness_rate, 0.22e0 as completeness_rate_lower, 0.28e0 as completeness_rate_upper,
    'ok' as completeness_rate_status,
    80 as recovered_count, 'ok' as recovered_status,
    0.32e0 as recovery_rate, 0.26e0 as recovery_rate_lower, 0.38e0 as recovery_rate_upper,
    'ok' as recovery_rate_status,
    0.08e0 as recovery_bounds_lower, 0.83e0 as recovery_bounds_upper,
    'interval' as recovery_bounds_status,
    case when g.ratio is not null then g.ratio end as risk_ratio,
    g.ratio - 0.2e0 as risk_ratio_lower, g.ratio + 0.4e0 as risk_ratio_upper,
    case when g.ratio is null then 'not_compared' else 'ok' end as risk_ratio_status,
    date '2026-09-30' as as_of
from (
    values ('all', 'all', null), ('has_posted', 'false', null), ('has_posted', 'true', 1.1e0),
        ('has_attended_session', 'false', null), ('has_attended_session', 'true', 1.5e0)
) as g (dimension, category, ratio);

create table published.crossed_recovery_rates as
select
    'all' as community_id, g.dimension, g.category, 'phq9_gad7' as rule_set,
    'day_180' as follow_up, 'recovery' as outcome,
    g.n as denominator_count, g.status as denominator_status,
    g.n // 2 as outcome_count, g.status as outcome_status,
    case when g.n is not null then 0.5e0 end as outcome_rate,
    case when g.n is not null then 0.4e0 end as outcome_rate_lower,
    case when g.n is not null then 0.6e0 end as outcome_rate_upper,
    g.status as outcome_rate_status,
    date '2026-09-30' as as_of
from (
    values ('platform_type x rurality', 'forum x urban', 200, 'ok'),
        ('platform_type x rurality', 'forum x remote', null, 'suppressed'),
        ('led_by x is_anonymous', 'peers x true', 200, 'ok')
) as g (dimension, category, n, status);
