-- disclosed_quantile: a quantile of people's values as it may be published.
--
-- Inputs
--     quantile_value  number: the exact quantile, in any unit
--     n               whole number: distinct people it is taken over
--     quantile        number, between 0 and 1: which one, 0.5 = the median
--     decimals        whole number: places kept
--     smallest_n, smallest_side  the thresholds of the policy
-- Outputs
--     double; NULL below 20 people, with fewer than 8 on either side (so p10 and p90 from 80 people
--     on), for minimum and maximum, and where a number is missing
-- Formula
--     shown if n >= 20 and n * least(quantile, 1 - quantile) >= 8
-- Source
--     Rebond's disclosure policy.
-- Example
--     select
--         disclosed_quantile(3.26, 20, 0.5), disclosed_quantile(3.26, 19, 0.5),
--         disclosed_quantile(9.01, 79, 0.9), disclosed_quantile(9.01, 80, 0.9)
-- Answer
--     (3.3, None, None, 9.0)
create or replace macro disclosed_quantile(
    quantile_value,
    n,
    quantile,
    decimals := 1,
    smallest_n := 20,
    smallest_side := 8
) as (
    case
        when
            n >= smallest_n
            and round(n * least(quantile, 1 - quantile)::double, 9) >= smallest_side
            then round(quantile_value::double, decimals)
    end
);
