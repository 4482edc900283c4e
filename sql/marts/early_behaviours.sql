-- marts.early_behaviours: Recovery by what members did in their first 14 days, in exact counts.
-- One row per community_id, stratum, rule set, follow-up and landmark.
--
-- Of the programme alone (community_id 'all'), of those eligible at the landmark of 14 days
-- (strata.landmark_members: at caseness at the baseline, not left and not below caseness by then,
-- landmark and follow-up covered), for the headline rule sets and three follow-ups strictly after
-- it. Who is left out, and why, is counted in marts.landmark_comparisons. dimension is a behaviour
-- of outcomes.early_behaviours, or 'all'.

with

landmark_members as (
    select * from strata.landmark_members
),

early_behaviours as (
    select * from outcomes.early_behaviours
),

eligible as (
    select * from landmark_members
    where
        standing = 'eligible'
        and landmark_days = 14
        and rule_set in ('phq9_gad7', 'phq9_only')
        and follow_up in ('day_90', 'day_180', 'day_365')
),

stratified as (
    select
        eligible.*,
        early_behaviours.dimension,
        early_behaviours.category,
    from eligible
    inner join early_behaviours
        on
            eligible.partner_id = early_behaviours.partner_id
            and eligible.member_key = early_behaviours.member_key
            and eligible.rule_set = early_behaviours.rule_set
    union all
    select
        eligible.*,
        'all' as dimension,
        'all' as category,
    from eligible
)

select
    'all' as community_id,
    stratified.dimension,
    stratified.category,
    stratified.rule_set,
    stratified.follow_up,
    stratified.landmark_days,
    count(*) as eligible_count,
    count(*) filter (where stratified.is_scored) as scored_count,
    count(*) filter (where stratified.has_recovered) as recovered_count,
from stratified
group by
    stratified.dimension,
    stratified.category,
    stratified.rule_set,
    stratified.follow_up,
    stratified.landmark_days
