-- In which communities do members wait longest for a first reply, in the newest quarter?
-- Dans quelles communautés attend-on le plus une première réponse, au dernier trimestre ?

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
    and indicator_values.period_start = (
        select max(newest.period_start)
        from published.indicator_values as newest
        where newest.indicator_id = 'first_reply_within_24_hours'
    )
order by answered_within_24_hours_rate nulls last, communities.community_name
