-- By how much does a curve that ignores those who leave overstate recovery?
-- De combien une courbe qui ignore les départs surestime-t-elle le rétablissement ?

select
    counting.rule_set,
    counting.curve_day,
    counting.event_share as counting_leavers_share,
    ignoring.event_share as ignoring_leavers_share,
    round(ignoring.event_share - counting.event_share, 2) as overstated_share,
from published.recovery_curves as counting
inner join published.recovery_curves as ignoring
    on
        counting.rule_set = ignoring.rule_set
        and counting.dimension = ignoring.dimension
        and counting.curve_day = ignoring.curve_day
where
    counting.dimension = 'all'
    and counting.curve = 'recovery_before_leaving'
    and ignoring.curve = 'recovery_ignoring_leaving'
    and counting.event_share_status = 'ok'
    and ignoring.event_share_status = 'ok'
order by counting.rule_set, counting.curve_day
