-- strata.support_members: Who gave and who received support, and how even the exchange was.
-- One row per community_id, stratum, period and member active in it.
--
-- Support is a reply to another member's post or reply (histories.answers): given by who wrote it,
-- received by whom it answers. period is a year that the partner's exports of activity cover whole
-- (who is watched for two months seems to exchange less), or 'all'. exchange bands by given of
-- given and received together: below a third mostly_receiving, above two thirds mostly_giving. The
-- bands are ours, fixed before looking.

with

member_months as (
    select * from facts.member_months
),

answers as (
    select * from histories.answers
),

membership_strata as (
    select * from facts.membership_strata
),

engagement_dimensions as (
    select * from reference.engagement_dimensions
),

acts as (
    select
        member_months.partner_id,
        member_months.member_key,
        member_months.community_id,
        year(member_months.active_month) as acted_year,
        0 as given_count,
        0 as received_count,
    from member_months
    union all
    select
        answers.partner_id,
        answers.replier_key as member_key,
        answers.community_id,
        year(answers.replied_on) as acted_year,
        1 as given_count,
        0 as received_count,
    from answers
    union all
    select
        answers.partner_id,
        answers.answered_member_key as member_key,
        answers.community_id,
        year(answers.replied_on) as acted_year,
        0 as given_count,
        1 as received_count,
    from answers
),

-- First what is smallest: a person's year in a community. Whoever was only answered in a year was
-- not there to receive it: months make a member active.
years as (
    select
        acts.partner_id,
        acts.member_key,
        acts.community_id,
        acts.acted_year,
        count(*) filter (where acts.given_count + acts.received_count = 0) as month_count,
        sum(acts.given_count) as given_count,
        sum(acts.received_count) as received_count,
    from acts
    group by acts.partner_id, acts.member_key, acts.community_id, acts.acted_year
),

counted as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        unnest(
            case
                when
                    make_date(years.acted_year, 1, 1) >= membership_strata.covered_from
                    and make_date(years.acted_year, 12, 31) <= membership_strata.covered_through
                    then [years.acted_year::varchar, 'all']
                else ['all']
            end
        ) as period,
        years.partner_id,
        years.member_key,
        years.month_count,
        years.given_count,
        years.received_count,
    from years
    inner join membership_strata
        on
            years.partner_id = membership_strata.partner_id
            and years.member_key = membership_strata.member_key
            and years.community_id = membership_strata.membership_community_id
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    where engagement_dimensions.is_of_communities
),

exchanged as (
    select
        counted.community_id,
        counted.dimension,
        counted.category,
        counted.period,
        counted.partner_id,
        counted.member_key,
        sum(counted.given_count) as given_count,
        sum(counted.received_count) as received_count,
    from counted
    group by
        counted.community_id,
        counted.dimension,
        counted.category,
        counted.period,
        counted.partner_id,
        counted.member_key
    having sum(counted.month_count) > 0
)

select
    exchanged.community_id,
    exchanged.dimension,
    exchanged.category,
    exchanged.period,
    exchanged.partner_id,
    exchanged.member_key,
    case
        when exchanged.given_count + exchanged.received_count = 0 then 'neither'
        when exchanged.given_count = 0 then 'only_receiving'
        when exchanged.received_count = 0 then 'only_giving'
        when 3 * exchanged.given_count < exchanged.given_count + exchanged.received_count
            then 'mostly_receiving'
        when 3 * exchanged.given_count > 2 * (exchanged.given_count + exchanged.received_count)
            then 'mostly_giving'
        else 'balanced'
    end as exchange,
from exchanged
