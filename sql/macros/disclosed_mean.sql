-- disclosed_mean: a mean of people's values as it may be published.
--
-- Inputs
--     mean  number: the exact mean, in any unit
--     n     whole number: distinct people it is taken over
--     smallest_n, decimals  the thresholds of the policy
-- Outputs
--     double: the mean to one decimal; NULL below 20 people, or where mean or n is NULL
-- Formula
--     round(mean, 1)
-- Source
--     Rebond's disclosure policy.
-- Example
--     select disclosed_mean(14.26, 20), disclosed_mean(14.26, 19)
-- Answer
--     (14.3, None)
create or replace macro disclosed_mean(mean, n, smallest_n := 20, decimals := 1) as (
    case when n >= smallest_n then round(mean::double, decimals) end
);
