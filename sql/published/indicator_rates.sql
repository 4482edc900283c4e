-- published.indicator_rates: reports per 1,000 contributions, from the rounded counts.
-- One row per indicator, community and quarter.
-- target_status: beside the registry's target, by the whole interval and the polarity.
-- Source: limits exact below 10 people, else Byar's (Breslow and Day 1987), on the people concerned
-- and wide enough for the rounding, times the reports per person m: several reports may concern
-- one. How they heap is not published: they are taken for a geometric number each, whose total has
-- the variance of people * m^2 (2 - 1 / m) (Polya and Aeppli; Johnson, Kemp and Kotz 2005,
-- Univariate discrete distributions, 9.7).
with released_rates as (
    select
        community_id,
        indicator_id,
        period_start,
        as_of,
        [community_id, indicator_id, period_start::varchar] as row_keys,
    from released.indicator_rates
),

shown_rows as (
    select
        row_keys,
        counts['member_count'] as people,
        counts['contributing_member_count'] as writers,
        counts['concerned_member_count'] as concerned,
    from shown.rows
    where table_name = 'indicator_rates'
),

policy as (
    select
        smallest_interval_count,
        rounding_slack,
    from release.policy
),

targets as (
    select
        indicator_id,
        target_value,
        polarity,
    from marts.indicators
),

counts as (
    select
        released_rates.indicator_id,
        released_rates.community_id,
        released_rates.period_start,
        released_rates.as_of,
        shown_rows.people.shown_count as member_count,
        shown_rows.people.status as member_status,
        shown_rows.writers.shown_count as contributing_member_count,
        shown_rows.writers.status as contributing_member_status,
        shown_rows.writers.shown_event_count as contribution_count,
        shown_rows.concerned.shown_count as concerned_member_count,
        shown_rows.concerned.status as concerned_member_status,
        shown_rows.concerned.shown_event_count as report_count,
        policy.rounding_slack,
        case
            when 'withheld' in (shown_rows.writers.status, shown_rows.concerned.status)
                then 'withheld'
            when
                shown_rows.writers.status = 'ok'
                and shown_rows.concerned.status in ('ok', 'zero')
                and shown_rows.writers.shown_count >= policy.smallest_interval_count
                then 'ok'
            else 'suppressed'
        end as status,
    from released_rates
    cross join policy
    inner join shown_rows on released_rates.row_keys = shown_rows.row_keys
),

-- Nobody concerned is known exactly; any other count may be off by the slack.
doubts as (
    select
        counts.*,
        1000 * counts.report_count / counts.contribution_count as rate,
        coalesce(
            greatest(1, counts.report_count / nullif(counts.concerned_member_count, 0)), 1
        ) as reports_per_person,
        case
            when counts.concerned_member_status = 'zero' then 0 else counts.rounding_slack
        end as slack,
    from counts
),

-- Some bear more reports than others: a total of reports has the doubt of this many people fewer.
heaped as (
    select
        doubts.*,
        2 - 1 / doubts.reports_per_person as people_per_independent_one,
    from doubts
),

valued as (
    select
        heaped.indicator_id,
        heaped.community_id,
        heaped.period_start,
        heaped.member_count,
        heaped.member_status,
        heaped.contributing_member_count,
        heaped.contributing_member_status,
        heaped.contribution_count,
        heaped.contributing_member_status as contribution_status,
        heaped.concerned_member_count,
        heaped.concerned_member_status,
        heaped.report_count,
        heaped.concerned_member_status as report_status,
        case when heaped.status = 'ok' then heaped.rate end as indicator_value,
        case
            when heaped.status = 'ok'
                then
                    heaped.reports_per_person * heaped.people_per_independent_one
                    * poisson_interval(
                        greatest(heaped.concerned_member_count - heaped.slack, 0)
                        / heaped.people_per_independent_one,
                        heaped.contribution_count + heaped.rounding_slack,
                        per := 1000
                    ).lower
        end as indicator_value_lower,
        case
            when heaped.status = 'ok'
                then
                    heaped.reports_per_person * heaped.people_per_independent_one
                    * poisson_interval(
                        (heaped.concerned_member_count + heaped.slack)
                        / heaped.people_per_independent_one,
                        heaped.contribution_count - heaped.rounding_slack,
                        per := 1000
                    ).upper
        end as indicator_value_upper,
        heaped.status as indicator_value_status,
        heaped.as_of,
    from heaped
)

select
    valued.indicator_id,
    valued.community_id,
    valued.period_start,
    valued.member_count,
    valued.member_status,
    valued.contributing_member_count,
    valued.contributing_member_status,
    valued.contribution_count,
    valued.contribution_status,
    valued.concerned_member_count,
    valued.concerned_member_status,
    valued.report_count,
    valued.report_status,
    valued.indicator_value,
    valued.indicator_value_lower,
    valued.indicator_value_upper,
    valued.indicator_value_status,
    coalesce(
        compare_with_benchmark(
            valued.indicator_value_lower,
            valued.indicator_value_upper,
            targets.target_value,
            targets.polarity
        ),
        'not_compared'
    ) as target_status,
    valued.as_of,
from valued
left join targets on valued.indicator_id = targets.indicator_id
