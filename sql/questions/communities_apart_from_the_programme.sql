-- Which communities' recovery intervals lie wholly above or below the programme's rate?
-- Quelles communautés se distinguent du taux de rétablissement du programme ?

with

rates as (
    select * from published.recovery_rates
    where
        dimension = 'all'
        and period = 'all'
        and rule_set = 'phq9_gad7'
        and follow_up = 'day_180'
        and outcome = 'recovery'
),

programme as (
    select * from rates
    where community_id = 'all'
)

select
    communities.community_name,
    rates.denominator_count,
    rates.outcome_rate_lower,
    rates.outcome_rate_upper,
    programme.outcome_rate as programme_rate,
    -- Where a rate is not shown there is nothing to say of it.
    case
        when rates.outcome_rate_lower > programme.outcome_rate then 'higher'
        when rates.outcome_rate_upper < programme.outcome_rate then 'lower'
        when
            rates.outcome_rate_lower <= programme.outcome_rate
            and rates.outcome_rate_upper >= programme.outcome_rate
            then 'similar'
    end as compared_with_programme,
from rates
inner join published.communities on rates.community_id = communities.community_id
inner join programme on rates.as_of = programme.as_of
where rates.community_id <> 'all'
order by communities.community_name
