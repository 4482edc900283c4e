-- published.landmark_comparisons: recovery by what members wrote before a landmark, with its doubt.
-- One row per community, dimension, category, rule set, follow-up and landmark.
-- Source: Anderson, Cain and Gelber 1983, Journal of Clinical Oncology 1:710-719. Rates, bounds and
-- the ratio to the band that wrote nothing come from the rounded counts alone, by the macros
-- published_proportion, bounds_of_missing_outcomes and published_risk_ratio.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        landmark_days,
        as_of,
        [community_id, dimension, category, rule_set, follow_up, landmark_days::varchar]
            as row_keys,
    from released.landmark_comparisons
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'landmark_comparisons'
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        rounding_slack,
        largest_hidden_count,
    from release.policy
),

compared as (
    select
        released_rows.community_id,
        released_rows.dimension,
        released_rows.category,
        released_rows.rule_set,
        released_rows.follow_up,
        released_rows.landmark_days,
        released_rows.as_of,
        shown_rows.counts['at_caseness_count'].shown_count as at_caseness_count,
        shown_rows.counts['at_caseness_count'].status as at_caseness_status,
        shown_rows.counts['not_covered_count'].shown_count as not_covered_count,
        shown_rows.counts['not_covered_count'].status as not_covered_status,
        shown_rows.counts['left_count'].shown_count as left_count,
        shown_rows.counts['left_count'].status as left_status,
        shown_rows.counts['below_caseness_count'].shown_count as below_caseness_count,
        shown_rows.counts['below_caseness_count'].status as below_caseness_status,
        shown_rows.counts['eligible_count'].shown_count as eligible_count,
        shown_rows.counts['eligible_count'].status as eligible_status,
        shown_rows.counts['scored_count'].shown_count as scored_count,
        shown_rows.counts['scored_count'].status as scored_status,
        shown_rows.counts['scored_count'].rate as completeness,
        shown_rows.counts['recovered_count'].shown_count as recovered_count,
        shown_rows.counts['recovered_count'].status as recovered_status,
        shown_rows.counts['recovered_count'].rate as recovery,
    from released_rows
    inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
),

rated as (
    select
        compared.*,
        bounds_of_missing_outcomes(
            compared.recovered_count,
            compared.scored_count,
            compared.eligible_count,
            compared.recovered_status,
            compared.scored_status,
            compared.eligible_status,
            smallest_n := policy.smallest_interval_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as bounds,
        case
            when compared.dimension != 'engagement_band' or compared.category = '0' then null
            else published_risk_ratio(
                compared.recovered_count,
                compared.scored_count,
                silent_band.recovered_count,
                silent_band.scored_count,
                compared.recovered_status,
                compared.scored_status,
                silent_band.recovered_status,
                silent_band.scored_status,
                smallest_n := policy.smallest_interval_count,
                smallest_point_n := policy.smallest_point_count,
                slack := policy.rounding_slack
            )
        end as ratio,
    from compared
    cross join policy
    left join compared as silent_band
        on
            compared.community_id = silent_band.community_id
            and compared.rule_set = silent_band.rule_set
            and compared.follow_up = silent_band.follow_up
            and compared.landmark_days = silent_band.landmark_days
            and silent_band.dimension = 'engagement_band'
            and silent_band.category = '0'
)

select
    rated.community_id,
    rated.dimension,
    rated.category,
    rated.rule_set,
    rated.follow_up,
    rated.landmark_days,
    rated.at_caseness_count,
    rated.at_caseness_status,
    rated.not_covered_count,
    rated.not_covered_status,
    rated.left_count,
    rated.left_status,
    rated.below_caseness_count,
    rated.below_caseness_status,
    rated.eligible_count,
    rated.eligible_status,
    rated.scored_count,
    rated.scored_status,
    rated.recovered_count,
    rated.recovered_status,
    rated.completeness.rate as completeness_rate,
    rated.completeness.lower as completeness_rate_lower,
    rated.completeness.upper as completeness_rate_upper,
    rated.completeness.status as completeness_rate_status,
    rated.recovery.rate as recovery_rate,
    rated.recovery.lower as recovery_rate_lower,
    rated.recovery.upper as recovery_rate_upper,
    rated.recovery.status as recovery_rate_status,
    rated.bounds.lower as recovery_bounds_lower,
    rated.bounds.upper as recovery_bounds_upper,
    rated.bounds.status as recovery_bounds_status,
    rated.ratio.ratio as risk_ratio,
    rated.ratio.lower as risk_ratio_lower,
    rated.ratio.upper as risk_ratio_upper,
    coalesce(rated.ratio.status, 'not_compared') as risk_ratio_status,
    rated.as_of,
from rated
