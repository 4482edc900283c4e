-- published.support_exchanges: how evenly support is given and received among members.
-- One row per community, dimension, category and period.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        as_of,
        [community_id, dimension, category, period] as row_keys,
    from released.support_exchanges
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'support_exchanges'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.period,
    shown_rows.counts['active_member_count'].shown_count as active_member_count,
    shown_rows.counts['active_member_count'].status as active_member_status,
    shown_rows.counts['neither_count'].shown_count as neither_count,
    shown_rows.counts['neither_count'].status as neither_status,
    shown_rows.counts['neither_count'].rate.rate as neither_rate,
    shown_rows.counts['neither_count'].rate.lower as neither_rate_lower,
    shown_rows.counts['neither_count'].rate.upper as neither_rate_upper,
    shown_rows.counts['neither_count'].rate.status as neither_rate_status,
    shown_rows.counts['only_receiving_count'].shown_count as only_receiving_count,
    shown_rows.counts['only_receiving_count'].status as only_receiving_status,
    shown_rows.counts['only_receiving_count'].rate.rate as only_receiving_rate,
    shown_rows.counts['only_receiving_count'].rate.lower as only_receiving_rate_lower,
    shown_rows.counts['only_receiving_count'].rate.upper as only_receiving_rate_upper,
    shown_rows.counts['only_receiving_count'].rate.status as only_receiving_rate_status,
    shown_rows.counts['mostly_receiving_count'].shown_count as mostly_receiving_count,
    shown_rows.counts['mostly_receiving_count'].status as mostly_receiving_status,
    shown_rows.counts['mostly_receiving_count'].rate.rate as mostly_receiving_rate,
    shown_rows.counts['mostly_receiving_count'].rate.lower as mostly_receiving_rate_lower,
    shown_rows.counts['mostly_receiving_count'].rate.upper as mostly_receiving_rate_upper,
    shown_rows.counts['mostly_receiving_count'].rate.status as mostly_receiving_rate_status,
    shown_rows.counts['balanced_count'].shown_count as balanced_count,
    shown_rows.counts['balanced_count'].status as balanced_status,
    shown_rows.counts['balanced_count'].rate.rate as balanced_rate,
    shown_rows.counts['balanced_count'].rate.lower as balanced_rate_lower,
    shown_rows.counts['balanced_count'].rate.upper as balanced_rate_upper,
    shown_rows.counts['balanced_count'].rate.status as balanced_rate_status,
    shown_rows.counts['mostly_giving_count'].shown_count as mostly_giving_count,
    shown_rows.counts['mostly_giving_count'].status as mostly_giving_status,
    shown_rows.counts['mostly_giving_count'].rate.rate as mostly_giving_rate,
    shown_rows.counts['mostly_giving_count'].rate.lower as mostly_giving_rate_lower,
    shown_rows.counts['mostly_giving_count'].rate.upper as mostly_giving_rate_upper,
    shown_rows.counts['mostly_giving_count'].rate.status as mostly_giving_rate_status,
    shown_rows.counts['only_giving_count'].shown_count as only_giving_count,
    shown_rows.counts['only_giving_count'].status as only_giving_status,
    shown_rows.counts['only_giving_count'].rate.rate as only_giving_rate,
    shown_rows.counts['only_giving_count'].rate.lower as only_giving_rate_lower,
    shown_rows.counts['only_giving_count'].rate.upper as only_giving_rate_upper,
    shown_rows.counts['only_giving_count'].rate.status as only_giving_rate_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
