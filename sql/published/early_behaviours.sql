-- published.early_behaviours: recovery by what members did in their first 14 days, with its doubt.
-- One row per community, dimension, category, rule set, follow-up and landmark.
-- Source: Anderson, Cain and Gelber 1983, Journal of Clinical Oncology 1:710-719. Rates, bounds and
-- the ratio to the reference group come from the rounded counts alone, by the macros
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
    from released.early_behaviours
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'early_behaviours'
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

-- With whom a group is compared: those who took part without writing, or did not do it.
reference_groups as (
    select
        named.dimension,
        named.category,
    from (
        values
        ('early_participation', 'reading'),
        ('has_posted', 'false'),
        ('has_replied', 'false'),
        ('has_sent_private_message', 'false'),
        ('has_attended_session', 'false'),
        ('has_posted x was_answered_within_24_hours', 'true x false')
    ) as named (dimension, category)
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
            when reference_groups.category is null then null
            else published_risk_ratio(
                compared.recovered_count,
                compared.scored_count,
                reference_rows.recovered_count,
                reference_rows.scored_count,
                compared.recovered_status,
                compared.scored_status,
                reference_rows.recovered_status,
                reference_rows.scored_status,
                smallest_n := policy.smallest_interval_count,
                smallest_point_n := policy.smallest_point_count,
                slack := policy.rounding_slack
            )
        end as ratio,
    from compared
    cross join policy
    left join reference_groups
        on
            compared.dimension = reference_groups.dimension
            and compared.category != reference_groups.category
    left join compared as reference_rows
        on
            reference_groups.dimension = reference_rows.dimension
            and reference_groups.category = reference_rows.category
            and compared.community_id = reference_rows.community_id
            and compared.rule_set = reference_rows.rule_set
            and compared.follow_up = reference_rows.follow_up
            and compared.landmark_days = reference_rows.landmark_days
)

select
    rated.community_id,
    rated.dimension,
    rated.category,
    rated.rule_set,
    rated.follow_up,
    rated.landmark_days,
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
