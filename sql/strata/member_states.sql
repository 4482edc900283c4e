-- strata.member_states: New, continuing, revived or lapsed: each member in each quarter.
-- One row per community_id, stratum, period and member active in it or in the one before.
--
-- Periods are quarters and, for the programme as a whole, months; a period counts where it and the
-- one before lie wholly in what the partner's activity exports cover. Of those active in it: new
-- (joined in it, where that is known: histories.memberships, is_joining_known), continuing (active
-- in the one before too), revived (neither: came back after a period or more, came alive only now,
-- or may have been there before anything could be seen). Lapsed: active in the one before and not
-- in this one, whoever has left among them. The definitions are ours, after the accounts of growth
-- that products keep (new, retained, resurrected, churned).

with

member_months as (
    select * from facts.member_months
),

membership_strata as (
    select * from facts.membership_strata
),

engagement_dimensions as (
    select * from reference.engagement_dimensions
),

memberships as (
    select membership_strata.*
    from membership_strata
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    where membership_strata.covered_through is not null
),

months as (
    select
        memberships.community_id,
        memberships.dimension,
        memberships.category,
        memberships.partner_id,
        memberships.member_key,
        memberships.covered_from,
        memberships.covered_through,
        member_months.active_month,
        member_months.contribution_count,
    from memberships
    inner join member_months
        on
            memberships.partner_id = member_months.partner_id
            and memberships.member_key = member_months.member_key
            and memberships.membership_community_id = member_months.community_id
),

-- The first joining of a stratum; of two on one day, one that is not known stands for both.
joined as (
    select
        memberships.community_id,
        memberships.dimension,
        memberships.category,
        memberships.partner_id,
        memberships.member_key,
        min(
            {
                'joined_on': memberships.joined_on,
                'is_known': memberships.is_joining_known
            }
        ) as joining,
    from memberships
    group by
        memberships.community_id,
        memberships.dimension,
        memberships.category,
        memberships.partner_id,
        memberships.member_key
),

entered as (
    select
        months.community_id,
        months.dimension,
        months.category,
        months.partner_id,
        months.member_key,
        least(any_value(joined.joining).joined_on, min(months.active_month)) as entered_on,
        any_value(joined.joining).is_known as is_joining_known,
    from months
    inner join joined
        on
            months.community_id = joined.community_id
            and months.dimension = joined.dimension
            and months.category = joined.category
            and months.partner_id = joined.partner_id
            and months.member_key = joined.member_key
    group by
        months.community_id,
        months.dimension,
        months.category,
        months.partner_id,
        months.member_key
),

periods as (
    select
        months.*,
        'quarter' as period_type,
        date_trunc('quarter', months.active_month)::date as period_start,
        interval 3 months as period_length,
    from months
    union all
    select
        months.*,
        'month' as period_type,
        months.active_month as period_start,
        interval 1 month as period_length,
    from months
    where months.community_id = 'all' and months.dimension = 'all'
),

-- A person's covered periods with any activity, over all memberships of the stratum.
active as (
    select
        periods.community_id,
        periods.dimension,
        periods.category,
        periods.period_type,
        periods.period_length,
        periods.period_start,
        periods.partner_id,
        periods.member_key,
        min(periods.covered_from) as covered_from,
        max(periods.covered_through) as covered_through,
        sum(periods.contribution_count) > 0 as has_contributed,
    from periods
    where
        periods.period_start >= periods.covered_from
        and periods.period_start + periods.period_length - interval 1 day
        <= periods.covered_through
    group by
        periods.community_id,
        periods.dimension,
        periods.category,
        periods.period_type,
        periods.period_length,
        periods.period_start,
        periods.partner_id,
        periods.member_key
),

neighbours as (
    select
        active.*,
        lag(active.period_start) over course as previous_start,
        lead(active.period_start) over course as next_start,
    from active
    window course as (
        partition by
            active.community_id,
            active.dimension,
            active.category,
            active.period_type,
            active.partner_id,
            active.member_key
        order by active.period_start
    )
),

present as (
    select
        neighbours.community_id,
        neighbours.dimension,
        neighbours.category,
        neighbours.period_type,
        neighbours.period_start,
        neighbours.partner_id,
        neighbours.member_key,
        case
            when
                neighbours.previous_start + neighbours.period_length = neighbours.period_start
                then 'continuing'
            when entered.is_joining_known and entered.entered_on >= neighbours.period_start
                then 'new'
            else 'revived'
        end as state,
        neighbours.has_contributed,
    from neighbours
    inner join entered
        on
            neighbours.community_id = entered.community_id
            and neighbours.dimension = entered.dimension
            and neighbours.category = entered.category
            and neighbours.partner_id = entered.partner_id
            and neighbours.member_key = entered.member_key
    where neighbours.period_start - neighbours.period_length >= neighbours.covered_from
),

lapsed as (
    select
        neighbours.community_id,
        neighbours.dimension,
        neighbours.category,
        neighbours.period_type,
        (neighbours.period_start + neighbours.period_length)::date as period_start,
        neighbours.partner_id,
        neighbours.member_key,
        'lapsed' as state,
        false as has_contributed,
    from neighbours
    where
        neighbours.next_start is distinct from neighbours.period_start + neighbours.period_length
        and neighbours.period_start + 2 * neighbours.period_length - interval 1 day
        <= neighbours.covered_through
)

select
    present.community_id,
    present.dimension,
    present.category,
    present.period_type,
    present.period_start,
    present.partner_id,
    present.member_key,
    present.state,
    present.has_contributed,
from present
union all
select
    lapsed.community_id,
    lapsed.dimension,
    lapsed.category,
    lapsed.period_type,
    lapsed.period_start,
    lapsed.partner_id,
    lapsed.member_key,
    lapsed.state,
    lapsed.has_contributed,
from lapsed
