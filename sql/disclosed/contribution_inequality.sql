-- disclosed.contribution_inequality: Gini and the share of the most active, on their grids.
-- One row per community, dimension, category and period.
-- Source: the macro disclosed_inequality holds the rules, release.policy their thresholds. The only
-- reader of the exact coefficients.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        contributing_member_count,
        gini_coefficient,
        top_1_percent_share,
        top_10_percent_share,
        largest_share,
        as_of,
    from released.contribution_inequality
),

policy as (
    select
        smallest_inequality_count,
        smallest_top_1_percent_count,
        gini_step,
        largest_single_share,
    from release.policy
),

shown as (
    select
        released_rows.community_id,
        released_rows.dimension,
        released_rows.category,
        released_rows.period,
        released_rows.as_of,
        disclosed_inequality(
            released_rows.gini_coefficient,
            released_rows.top_1_percent_share,
            released_rows.top_10_percent_share,
            released_rows.largest_share,
            released_rows.contributing_member_count,
            smallest_n := policy.smallest_inequality_count,
            smallest_top_1_n := policy.smallest_top_1_percent_count,
            gini_step := policy.gini_step,
            largest_allowed := policy.largest_single_share
        ) as inequality,
    from released_rows
    cross join policy
)

select
    shown.community_id,
    shown.dimension,
    shown.category,
    shown.period,
    shown.inequality.gini_coefficient,
    case when shown.inequality is null then 'suppressed' else 'ok' end
        as gini_coefficient_status,
    'top_' || shown.inequality.top_percent || '_percent' as top_group,
    shown.inequality.top_share,
    case when shown.inequality is null then 'suppressed' else 'ok' end as top_share_status,
    shown.as_of,
from shown
