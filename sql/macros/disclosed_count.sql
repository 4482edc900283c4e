-- disclosed_count: a count of people as it may be published.
--
-- Inputs
--     x               whole number, 0 or more: distinct people, as they truly are
--     breakdown_size  whole number: people in the whole that x is a part of; NULL = x is no part
--     is_withheld     boolean: the audit holds this cell back
--     smallest_shown, rounding_base, smallest_breakdown  the thresholds of the policy
-- Outputs
--     bigint: x rounded to the nearest 5 from its own true count; NULL (never 0) where it is not
--     shown, that is for 1 to 7, where withheld, for 0 and "all" of fewer than 20, for x NULL or
--     below 0. `disclosed_status` of the same arguments says which of these it is.
-- Formula
--     rounding_base * round(x / rounding_base)
-- Source
--     Rebond's disclosure policy: threshold and base by simulation on synthetic programmes;
--     rounding to 5 with suppression below 8 is also the rule of NHS England and OpenSAFELY.
-- Example
--     select disclosed_count(7), disclosed_count(8), disclosed_count(0), disclosed_count(0, 19)
-- Answer
--     (None, 10, 0, None)
create or replace macro disclosed_count(
    x,
    breakdown_size := null,
    is_withheld := false,
    smallest_shown := 8,
    rounding_base := 5,
    smallest_breakdown := 20
) as (
    case
        when coalesce(is_withheld, false) then null
        when x < 0 then null
        when x > 0 and x < smallest_shown then null
        when breakdown_size < smallest_breakdown and (x = 0 or x >= breakdown_size) then null
        else (rounding_base * round(x / rounding_base))::bigint
    end
);
