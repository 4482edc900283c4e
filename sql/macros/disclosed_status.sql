-- disclosed_status: why a count of people is shown or is not.
--
-- Inputs
--     x               whole number, 0 or more: distinct people, as they truly are
--     breakdown_size  whole number: people in the whole that x is a part of; NULL = x is no part
--     is_withheld     boolean: the audit holds this cell back
--     smallest_shown, smallest_breakdown  the thresholds of the policy
-- Outputs
--     varchar: 'withheld', 'suppressed' (1 to 7; also 0 and "all" of fewer than 20), 'zero' or
--     'ok'; NULL where x is NULL. 'zero' and 'ok' are shown, see `disclosed_count`.
-- Formula
--     first that holds: withheld, 1 <= x < 8, breakdown below 20 with x = 0 or x = all, x = 0, else
-- Source
--     Rebond's disclosure policy.
-- Example
--     select
--         disclosed_status(7), disclosed_status(8), disclosed_status(0), disclosed_status(19, 19)
-- Answer
--     ('suppressed', 'ok', 'zero', 'suppressed')
create or replace macro disclosed_status(
    x,
    breakdown_size := null,
    is_withheld := false,
    smallest_shown := 8,
    smallest_breakdown := 20
) as (
    case
        when x is null then null
        when coalesce(is_withheld, false) then 'withheld'
        when x < smallest_shown and x != 0 then 'suppressed'
        when breakdown_size < smallest_breakdown and (x = 0 or x >= breakdown_size)
            then 'suppressed'
        when x = 0 then 'zero'
        else 'ok'
    end
);
