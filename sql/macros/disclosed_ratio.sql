-- disclosed_ratio: observed over expected as it may be published.
--
-- Inputs
--     observed, expected  numbers: as they truly are
--     smallest_observed   the threshold of the policy
-- Outputs
--     double: the ratio to one decimal, the expected number rounded to a whole one first; NULL
--     below 20 observed, where nothing is expected or a number is missing
-- Formula
--     round(observed / round(expected), 1)
-- Source
--     Rebond's disclosure policy.
-- Example
--     select disclosed_ratio(30, 24.6), disclosed_ratio(19, 24.6)
-- Answer
--     (1.2, None)
create or replace macro disclosed_ratio(observed, expected, smallest_observed := 20) as (
    case
        when observed >= smallest_observed and round(expected) > 0
            then round(observed::double / round(expected::double), 1)
    end
);
