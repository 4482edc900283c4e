-- disclosed_mean_interval: a mean with its interval as they may be published.
--
-- Inputs
--     mean, lower, upper  numbers: the exact mean and its limits, in any unit
--     n                   whole number: distinct people it is taken over
--     smallest_n, decimals  the thresholds of the policy
-- Outputs
--     struct(mean double, lower double, upper double): the mean to one decimal, the limits outward
--     to the next; NULL below 20 people or where a number is missing. For a mean without an
--     interval use `disclosed_mean`.
-- Formula
--     round(mean, 1), floor(10 lower) / 10, ceil(10 upper) / 10; a millionth of a step is forgiven,
--     so that a limit that lies on the grid stays there
-- Source
--     Rebond's disclosure policy.
-- Example
--     select disclosed_mean_interval(-3.24, -3.61, -2.89, 20),
--         disclosed_mean_interval(-3.24, -3.61, -2.89, 19)
-- Answer
--     ({'mean': -3.2, 'lower': -3.7, 'upper': -2.8}, None)
create or replace macro disclosed_mean_interval(
    mean, lower, upper, n, smallest_n := 20, decimals := 1
) as (
    case
        when n >= smallest_n and mean is not null and lower is not null and upper is not null
            then {
                'mean': round(mean::double, decimals),
                'lower': round(
                    floor(lower::double * pow(10, decimals) + 1e-6) / pow(10, decimals), decimals
                ),
                'upper': round(
                    ceil(upper::double * pow(10, decimals) - 1e-6) / pow(10, decimals), decimals
                )
            }
    end
);
