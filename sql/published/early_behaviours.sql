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

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'early_behaviours'
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        smallest_breakdown_count,
        rounding_slack,
        largest_hidden_count,
    from release.policy
),

-- The counts of a row, side by side again.
counts as (
    select
        row_keys,
        max(shown_count) filter (where measure_name = 'eligible_count') as eligible_count,
        max(status) filter (where measure_name = 'eligible_count') as eligible_status,
        max(shown_count) filter (where measure_name = 'scored_count') as scored_count,
        max(status) filter (where measure_name = 'scored_count') as scored_status,
        max(shown_count) filter (where measure_name = 'recovered_count') as recovered_count,
        max(status) filter (where measure_name = 'recovered_count') as recovered_status,
    from cells
    group by row_keys
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
        counts.eligible_count,
        counts.eligible_status,
        counts.scored_count,
        counts.scored_status,
        counts.recovered_count,
        counts.recovered_status,
    from released_rows
    inner join counts on released_rows.row_keys = counts.row_keys
),

-- With whom a group is compared: those who only read, or did not do it.
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

-- A whole that may be below the smallest breakdown may hide a part of 0 or all: then the range of
-- a suppressed part is not given.
rated as (
    select
        compared.*,
        published_proportion(
            compared.scored_count,
            compared.eligible_count,
            compared.scored_status,
            case
                when
                    compared.scored_status = 'suppressed'
                    and compared.eligible_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else compared.eligible_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as completeness,
        published_proportion(
            compared.recovered_count,
            compared.scored_count,
            compared.recovered_status,
            case
                when
                    compared.recovered_status = 'suppressed'
                    and compared.scored_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else compared.scored_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as recovery,
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
