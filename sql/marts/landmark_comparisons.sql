-- marts.landmark_comparisons: Recovery by what members wrote before a landmark, in exact counts.
-- One row per community_id, stratum, rule set, follow-up and landmark.
--
-- Of the programme alone (community_id 'all'). dimension is 'engagement_band' or 'all', the bands
-- together. at_caseness_count is everyone at caseness at the baseline, and is the sum of those
-- left out (not_covered_count, left_count, below_caseness_count) and those compared
-- (eligible_count). The outcome is recovery, strictly after the landmark.

with

landmark_members as (
    select * from strata.landmark_members
),

-- Each member in the row of the band and in the row of all bands.
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
)

select
    'all' as community_id,
    stratified.dimension,
    stratified.category,
    stratified.rule_set,
    stratified.follow_up,
    stratified.landmark_days,
    count(*) as at_caseness_count,
    count(*) filter (where stratified.standing = 'not_covered') as not_covered_count,
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
