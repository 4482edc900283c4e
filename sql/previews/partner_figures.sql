-- previews.partner_figures: a partner's headline figures as they would be shown, before publishing.
-- One row per community, or 'all' of the partner's together, and figure.
-- Source: the macros of disclosure with the thresholds of release.policy, as in disclosed.cells.
-- Not applied are the audit and the release units, which need the whole programme.
with recovery_rates as (
    select * from marts.recovery_rates
),

follow_up_funnel as (
    select * from marts.follow_up_funnel
),

activity_months as (
    select * from marts.activity_months
),

communities as (
    select * from marts.communities
),

policy as (
    select * from release.policy
),

-- Outcomes half a year on, under each rule set that knows a reliable change.
half_year_outcomes as (
    select recovery_rates.*
    from recovery_rates
    where
        recovery_rates.dimension = 'all'
        and recovery_rates.period = 'all'
        and recovery_rates.follow_up = 'day_180'
        and recovery_rates.reliably_recovered_count is not null
),

-- The headline is the rule set by which most members could be judged; of two that judge as many,
-- the one with both scales, so that before and after are never of different ones by chance.
headlines as (
    select
        half_year_outcomes.community_id,
        max_by(
            half_year_outcomes.rule_set,
            (
                half_year_outcomes.scored_count,
                half_year_outcomes.rule_set = 'phq9_gad7',
                half_year_outcomes.rule_set
            )
        ) as rule_set,
    from half_year_outcomes
    group by half_year_outcomes.community_id
),

outcomes as (
    select half_year_outcomes.*
    from half_year_outcomes
    inner join headlines
        on
            half_year_outcomes.community_id = headlines.community_id
            and half_year_outcomes.rule_set = headlines.rule_set
),

-- Whom the same rule set can speak of at all.
funnel as (
    select follow_up_funnel.*
    from follow_up_funnel
    inner join headlines
        on
            follow_up_funnel.community_id = headlines.community_id
            and follow_up_funnel.rule_set = headlines.rule_set
    where
        follow_up_funnel.dimension = 'all'
        and follow_up_funnel.period = 'all'
        and follow_up_funnel.follow_up = 'day_180'
),

-- The last month that is covered whole: a month that has only begun would look like a fall.
last_months as (
    select
        activity_months.community_id,
        max(activity_months.month) as month,
    from activity_months
    inner join communities on activity_months.community_id = communities.community_id
    where last_day(activity_months.month) <= communities.covered_through
    group by activity_months.community_id
),

months as (
    select activity_months.*
    from activity_months
    inner join last_months
        on
            activity_months.community_id = last_months.community_id
            and activity_months.month = last_months.month
    where activity_months.dimension = 'all'
),

-- Each figure with its exact parts; a count is a numerator without a denominator.
exact as (
    select
        communities.community_id,
        1 as figure_order,
        'members' as figure_id,
        null::varchar as rule_set,
        null::date as month,
        communities.member_count as numerator_count,
        null::bigint as denominator_count,
    from communities
    union all by name
    select
        months.community_id,
        2 as figure_order,
        'active_members' as figure_id,
        null::varchar as rule_set,
        months.month,
        months.active_member_count as numerator_count,
        null::bigint as denominator_count,
    from months
    union all by name
    select
        months.community_id,
        3 as figure_order,
        'contributing_members' as figure_id,
        null::varchar as rule_set,
        months.month,
        months.contributing_member_count as numerator_count,
        months.active_member_count as denominator_count,
    from months
    union all by name
    select
        funnel.community_id,
        4 as figure_order,
        'scored_at_day_180' as figure_id,
        funnel.rule_set,
        null::date as month,
        funnel.in_window_count as numerator_count,
        funnel.eligible_count as denominator_count,
    from funnel
    union all by name
    select
        outcomes.community_id,
        5 as figure_order,
        'recovery' as figure_id,
        outcomes.rule_set,
        null::date as month,
        outcomes.recovered_count as numerator_count,
        outcomes.at_caseness_count as denominator_count,
    from outcomes
    union all by name
    select
        outcomes.community_id,
        6 as figure_order,
        'reliable_recovery' as figure_id,
        outcomes.rule_set,
        null::date as month,
        outcomes.reliably_recovered_count as numerator_count,
        outcomes.at_caseness_count as denominator_count,
    from outcomes
    union all by name
    select
        outcomes.community_id,
        7 as figure_order,
        'reliable_improvement' as figure_id,
        outcomes.rule_set,
        null::date as month,
        outcomes.reliably_improved_count as numerator_count,
        outcomes.scored_count as denominator_count,
    from outcomes
    union all by name
    select
        outcomes.community_id,
        8 as figure_order,
        'reliable_deterioration' as figure_id,
        outcomes.rule_set,
        null::date as month,
        outcomes.reliably_deteriorated_count as numerator_count,
        outcomes.scored_count as denominator_count,
    from outcomes
),

-- The rules: small counts and what would give them away are not shown, the others are rounded.
shown as (
    select
        exact.*,
        disclosed_count(
            exact.numerator_count,
            exact.denominator_count,
            false,
            policy.smallest_shown_count,
            policy.rounding_base,
            policy.smallest_breakdown_count
        ) as shown_numerator,
        disclosed_status(
            exact.numerator_count,
            exact.denominator_count,
            false,
            policy.smallest_shown_count,
            policy.smallest_breakdown_count
        ) as numerator_status,
        disclosed_count(
            exact.denominator_count,
            null,
            false,
            policy.smallest_shown_count,
            policy.rounding_base,
            policy.smallest_breakdown_count
        ) as shown_denominator,
        disclosed_status(
            exact.denominator_count,
            null,
            false,
            policy.smallest_shown_count,
            policy.smallest_breakdown_count
        ) as denominator_status,
    from exact
    cross join policy
),

-- No range where the whole may be so small that a hidden part could be nobody or everybody.
proportions as (
    select
        shown.*,
        published_proportion(
            shown.shown_numerator,
            shown.shown_denominator,
            shown.numerator_status,
            case
                when
                    shown.numerator_status = 'suppressed'
                    and shown.shown_denominator - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else shown.denominator_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as proportion,
    from shown
    cross join policy
)

select
    proportions.community_id,
    proportions.figure_order,
    proportions.figure_id,
    proportions.rule_set,
    proportions.month,
    proportions.shown_numerator as numerator_count,
    proportions.numerator_status,
    proportions.shown_denominator as denominator_count,
    proportions.denominator_status,
    case when proportions.denominator_status is not null then proportions.proportion.rate end
        as rate,
    case when proportions.denominator_status is not null then proportions.proportion.lower end
        as rate_lower,
    case when proportions.denominator_status is not null then proportions.proportion.upper end
        as rate_upper,
    case when proportions.denominator_status is not null then proportions.proportion.status end
        as rate_status,
from proportions
