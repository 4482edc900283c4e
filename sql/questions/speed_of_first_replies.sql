-- In which communities do members wait longest for a first reply, each in its newest quarter?
-- Dans quelles communautés attend-on le plus une première réponse, à leur dernier trimestre ?

select
    communities.community_name,
    indicator_values.period_start,
    indicator_values.denominator_count,
    indicator_values.indicator_value as answered_within_24_hours_rate,
    indicator_values.indicator_value_lower,
    indicator_values.indicator_value_upper,
from published.indicator_values
inner join published.communities
    on indicator_values.community_id = communities.community_id
where
    indicator_values.indicator_id = 'first_reply_within_24_hours'
    and indicator_values.community_id != 'all'
qualify
    row_number() over (
        partition by indicator_values.community_id order by indicator_values.period_start desc
    ) = 1
order by answered_within_24_hours_rate nulls last, communities.community_name
