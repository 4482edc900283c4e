-- marts.recovery_curves: Share recovered, gone or relapsed over time, exactly, at every day.
-- One row per community_id, stratum, rule set, curve and day on which somebody's watch ended.
--
-- Of the programme alone (community_id 'all'). The curves are the share WITH the event:
--   recovery                   1 less Kaplan-Meier, watched until the last score
--   recovery_earliest          the same, each recovery on the first day on which it can have been
--   recovery_before_leaving    Aalen-Johansen: recovered before leaving
--   leaving_before_recovery    Aalen-Johansen: left without having recovered
--   recovery_ignoring_leaving  1 less Kaplan-Meier of the same people, who left taken for people
--                              who might still have recovered: it overstates
--   relapse                    1 less Kaplan-Meier, from the first recovery on
-- Limits are of type log-log, the error Greenwood's or that of Aalen and Johansen.

with

recovery_times as (
    select * from strata.recovery_times
),

-- For Kaplan-Meier: one event, everything else ends the watch.
kaplan_meier_people as (  -- noqa: ST03
    select
        {
            'dimension': recovery_times.dimension,
            'category': recovery_times.category,
            'rule_set': recovery_times.rule_set,
            'curve': case
                when recovery_times.clock = 'first_of_recovery_and_leaving'
                    then 'recovery_ignoring_leaving'
                else recovery_times.clock
            end
        } as group_id,
        recovery_times.duration_days,
        coalesce(recovery_times.cause in ('recovered', 'relapsed'), false) as is_event,
    from recovery_times
),

-- For Aalen-Johansen: whichever comes first.
aalen_johansen_people as (  -- noqa: ST03
    select
        {
            'dimension': recovery_times.dimension,
            'category': recovery_times.category,
            'rule_set': recovery_times.rule_set
        } as group_id,
        recovery_times.duration_days,
        recovery_times.cause,
    from recovery_times
    where recovery_times.clock = 'first_of_recovery_and_leaving'
),

kaplan_meier_curves as (
    select * from kaplan_meier('kaplan_meier_people')
),

aalen_johansen_curves as (
    select * from aalen_johansen('aalen_johansen_people')
)

select
    'all' as community_id,
    curves.group_id.dimension,
    curves.group_id.category,
    curves.group_id.rule_set,
    curves.group_id.curve,
    curves.duration_days,
    curves.at_risk_count,
    curves.event_count,
    1 - curves.survival_rate as event_share,
    1 - curves.survival_rate_upper as event_share_lower,
    1 - curves.survival_rate_lower as event_share_upper,
from kaplan_meier_curves as curves
union all
select
    'all' as community_id,
    curves.group_id.dimension,
    curves.group_id.category,
    curves.group_id.rule_set,
    case
        when curves.cause = 'recovered' then 'recovery_before_leaving'
        else 'leaving_before_recovery'
    end as curve,
    curves.duration_days,
    curves.at_risk_count,
    curves.event_count,
    curves.cumulative_incidence as event_share,
    curves.cumulative_incidence_lower as event_share_lower,
    curves.cumulative_incidence_upper as event_share_upper,
from aalen_johansen_curves as curves
