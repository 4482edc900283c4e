-- marts.landmark_comparisons: Recovery by what members wrote before a landmark, in exact counts.
-- One row per community_id, stratum, rule set, follow-up and landmark.
--
-- Of the programme alone (community_id 'all'). dimension is 'engagement_band', 'all' (the bands
-- together) or, at the landmark of 14 days, for the headline rule sets and three follow-ups, one of
-- outcomes.early_behaviours. at_caseness_count is everyone at caseness at the baseline, and is the
-- sum of those left out (too_recent_count, left_count, below_caseness_count) and those compared
-- (eligible_count). The outcome is recovery, strictly after the landmark.

with

landmark_members as (
    select * from strata.landmark_members
),

early_behaviours as (
    select * from outcomes.early_behaviours
),

-- Each member in the row of the band, in the row of all bands, and in those of the behaviours.
stratified as (
    select
        landmark_members.*,
        'engagement_band' as dimension,
        landmark_members.engagement_band as category,
    from landmark_members
    union all
    select
        landmark_members.*,
        'all' as dimension,
        'all' as category,
    from landmark_members
    union all
    select
        landmark_members.*,
        early_behaviours.dimension,
        early_behaviours.category,
    from landmark_members
    inner join early_behaviours
        on
            landmark_members.partner_id = early_behaviours.partner_id
            and landmark_members.member_key = early_behaviours.member_key
            and landmark_members.rule_set = early_behaviours.rule_set
            and landmark_members.landmark_days = early_behaviours.landmark_days
    where
        landmark_members.rule_set in ('phq9_gad7', 'phq9_only')
        and landmark_members.follow_up in ('day_90', 'day_180', 'day_365')
)

select
    'all' as community_id,
    stratified.dimension,
    stratified.category,
    stratified.rule_set,
    stratified.follow_up,
    stratified.landmark_days,
    count(*) as at_caseness_count,
    count(*) filter (where stratified.standing = 'too_recent') as too_recent_count,
    count(*) filter (where stratified.standing = 'left') as left_count,
    count(*) filter (where stratified.standing = 'below_caseness') as below_caseness_count,
    count(*) filter (where stratified.standing = 'eligible') as eligible_count,
    count(*) filter (where stratified.is_scored) as scored_count,
    count(*) filter (where stratified.has_recovered) as recovered_count,
from stratified
group by
    stratified.dimension,
    stratified.category,
    stratified.rule_set,
    stratified.follow_up,
    stratified.landmark_days
