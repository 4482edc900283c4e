-- strata.active_quarters: The quarters in which a member was active, by stratum.
-- One row per community_id, stratum, member and quarter with any activity.

with

member_months as (
    select * from facts.member_months
),

membership_strata as (
    select * from facts.membership_strata
),

member_quarters as (
    select distinct
        member_months.partner_id,
        member_months.member_key,
        member_months.community_id,
        date_trunc('quarter', member_months.active_month)::date as active_quarter,
    from member_months
)

select distinct
    membership_strata.community_id,
    membership_strata.dimension,
    membership_strata.category,
    membership_strata.partner_id,
    membership_strata.member_key,
    member_quarters.active_quarter,
from member_quarters
inner join membership_strata
    on
        member_quarters.partner_id = membership_strata.partner_id
        and member_quarters.member_key = membership_strata.member_key
        and member_quarters.community_id = membership_strata.membership_community_id
