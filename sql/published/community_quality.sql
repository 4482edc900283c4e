-- published.community_quality: how far the figures of a community can be trusted, as grades A to D.
-- One row per community and period, the programme ('all') included.
-- Source: reference.quality_thresholds. The grade is that of the worst component. It rests on
-- rounded counts and on what the ledger knows of exports, never on an exact count of members.
-- Three components are of the PHQ-9 alone. Where nobody has a baseline on it, a community may well
-- collect other questionnaires: then neither these three nor the whole can be judged.
with communities as (
    select
        community_id,
        covered_through,
        as_of,
    from released.communities
),

exports as (
    select * from ledger.exports
    where status = 'current'
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where
        table_name = 'follow_up_funnel'
        and row_keys[2] = 'all'
        and row_keys[5] = 'phq9_only'
        and row_keys[6] = 'day_180'
),

thresholds as (
    select * from reference.quality_thresholds
),

snapshots as (
    select max(published_at)::date as published_on
    from release.snapshots
),

policy as (
    select largest_hidden_count from release.policy
),

-- Where surely nobody answered the PHQ-9 on joining.
without_scores as (
    select cells.row_keys
    from cells
    where cells.measure_name = 'with_baseline_count' and cells.status = 'zero'
),

-- What is suppressed is small: the most that it can be is taken, unless it was withheld.
counts as (
    select
        cells.row_keys[1] as community_id,
        cells.row_keys[4] as period,
        cells.measure_name,
        case
            when without_scores.row_keys is not null then null
            when cells.status = 'suppressed' then policy.largest_hidden_count
            else cells.shown_count
        end as most_count,
        cells.status in ('ok', 'zero') as is_shown,
        without_scores.row_keys is null as has_scores,
    from cells
    cross join policy
    left join without_scores on cells.row_keys = without_scores.row_keys
),

funnels as (
    select
        counts.community_id,
        counts.period,
        bool_and(counts.has_scores) as has_scores,
        max(counts.most_count) filter (
            where counts.measure_name = 'member_count' and counts.is_shown
        ) as member_count,
        max(counts.most_count) filter (where counts.measure_name = 'with_baseline_count')
            as with_baseline_count,
        max(counts.most_count) filter (
            where counts.measure_name = 'eligible_count' and counts.is_shown
        ) as eligible_count,
        max(counts.most_count) filter (where counts.measure_name = 'in_window_count')
            as in_window_count,
    from counts
    group by counts.community_id, counts.period
),

-- An export that names no community speaks of all of its partner's.
refusals as (
    select
        funnels.community_id,
        funnels.period,
        sum(exports.rows_refused) / nullif(sum(exports.rows_read), 0) as refused_share,
    from funnels
    inner join exports
        on
            (
                funnels.community_id = 'all'
                or starts_with(funnels.community_id, exports.partner_id || '/')
            )
            and (
                funnels.community_id = 'all'
                or len(exports.community_ids) = 0
                or list_contains(
                    exports.community_ids, substr(funnels.community_id, len(exports.partner_id) + 2)
                )
            )
            and (
                funnels.period = 'all'
                or try_cast(funnels.period as integer) between year(exports.covered_from)
                and year(exports.covered_through)
            )
    group by funnels.community_id, funnels.period
),

oldest as (
    select min(communities.covered_through) as covered_through
    from communities
),

measured as (
    select
        funnels.community_id,
        funnels.period,
        communities.as_of,
        funnels.has_scores,
        date_diff(
            'day',
            coalesce(communities.covered_through, oldest.covered_through),
            snapshots.published_on
        ) as days_since_covered,
        unnest([
            {
                'component': 'follow_up_completeness',
                'quantity': funnels.in_window_count / nullif(funnels.eligible_count, 0)
            },
            {
                'component': 'baseline_completeness',
                'quantity': funnels.with_baseline_count / nullif(funnels.member_count, 0)
            },
            { 'component': 'paired_scores', 'quantity': funnels.in_window_count::double },
            {
                'component': 'timeliness',
                'quantity': date_diff(
                    'day',
                    coalesce(communities.covered_through, oldest.covered_through),
                    snapshots.published_on
                )::double
            },
            { 'component': 'refused_share', 'quantity': refusals.refused_share }
        ]) as measure,
    from funnels
    cross join snapshots
    cross join oldest
    inner join communities on funnels.community_id = communities.community_id
    left join refusals
        on funnels.community_id = refusals.community_id and funnels.period = refusals.period
),

graded as (
    select
        measured.community_id,
        measured.period,
        measured.as_of,
        measured.has_scores,
        measured.days_since_covered,
        measured.measure.component,
        case
            when measured.measure.quantity is null then null
            when thresholds.higher_is_better
                then
                    case
                        when measured.measure.quantity >= thresholds.a_from then 'A'
                        when measured.measure.quantity >= thresholds.b_from then 'B'
                        when measured.measure.quantity >= thresholds.c_from then 'C'
                        else 'D'
                    end
            when measured.measure.quantity <= thresholds.a_from then 'A'
            when measured.measure.quantity <= thresholds.b_from then 'B'
            when measured.measure.quantity <= thresholds.c_from then 'C'
            else 'D'
        end as grade,
    from measured
    inner join thresholds on measured.measure.component = thresholds.component
)

-- Among letters the largest is the worst.
select
    graded.community_id,
    graded.period,
    coalesce(max(graded.grade) filter (where graded.has_scores), 'unknown') as quality_grade,
    coalesce(
        max(graded.grade) filter (where graded.component = 'follow_up_completeness'), 'unknown'
    ) as follow_up_completeness_grade,
    coalesce(
        max(graded.grade) filter (where graded.component = 'baseline_completeness'), 'unknown'
    ) as baseline_completeness_grade,
    coalesce(max(graded.grade) filter (where graded.component = 'paired_scores'), 'unknown')
        as paired_scores_grade,
    coalesce(max(graded.grade) filter (where graded.component = 'timeliness'), 'unknown')
        as timeliness_grade,
    coalesce(max(graded.grade) filter (where graded.component = 'refused_share'), 'unknown')
        as refused_share_grade,
    any_value(graded.days_since_covered) as days_since_covered,
    any_value(graded.as_of) as as_of,
from graded
group by graded.community_id, graded.period
