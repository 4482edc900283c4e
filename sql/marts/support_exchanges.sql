-- marts.support_exchanges: How support is given and received among members, in bands.
-- One row per community_id, stratum and period.
--
-- Each active member is in one of six bands (strata.support_members).

with

support_members as (
    select * from strata.support_members
)

select
    support_members.community_id,
    support_members.dimension,
    support_members.category,
    support_members.period,
    count(*) as active_member_count,
    count(*) filter (where support_members.exchange = 'neither') as neither_count,
    count(*) filter (where support_members.exchange = 'only_receiving') as only_receiving_count,
    count(*) filter (where support_members.exchange = 'mostly_receiving')
        as mostly_receiving_count,
    count(*) filter (where support_members.exchange = 'balanced') as balanced_count,
    count(*) filter (where support_members.exchange = 'mostly_giving') as mostly_giving_count,
    count(*) filter (where support_members.exchange = 'only_giving') as only_giving_count,
from support_members
group by
    support_members.community_id,
    support_members.dimension,
    support_members.category,
    support_members.period
