-- disclosed_grid: a rate computed from exact data, laid on the grid on which it may be published.
--
-- Inputs
--     rate, lower, upper  numbers, 0 to 1 (survival, standardised or weighted rate and its limits)
--     n                   number: people, or the effective n, that it rests on
--     coarse_step, middle_step, fine_step             numbers: distances of the grid
--     smallest_n, smallest_middle_n, smallest_fine_n  numbers: from which n each of them holds
-- Outputs
--     struct(rate double, lower double, upper double, step double); NULL below 50 people or where
--     n is NULL. The rate goes to the nearest step, the limits outward to the next one.
-- Formula
--     step 0.05 for n 50-149, 0.02 for 150-299, 0.01 from 300; a millionth of a step is forgiven,
--     so that a limit that lies on the grid stays there
-- Source
--     Rebond's disclosure policy.
-- Example
--     select disclosed_grid(0.437, 0.301, 0.55, 149)
-- Answer
--     ({'rate': 0.45, 'lower': 0.3, 'upper': 0.55, 'step': 0.05},)
create or replace macro disclosed_grid(
    rate,
    lower,
    upper,
    n,
    coarse_step := 0.05,
    middle_step := 0.02,
    fine_step := 0.01,
    smallest_n := 50,
    smallest_middle_n := 150,
    smallest_fine_n := 300
) as (
    list_transform(
        [
            case
                when n >= smallest_fine_n then fine_step::double
                when n >= smallest_middle_n then middle_step::double
                when n >= smallest_n then coarse_step::double
            end
        ],
        lambda grid: case
            when grid is not null then {
                -- The outer rounding removes the dust of binary fractions: 0.3, not 0.30000000004.
                'rate': round(round(rate::double / grid) * grid, 9),
                'lower': round(floor(lower::double / grid + 1e-6) * grid, 9),
                'upper': round(ceil(upper::double / grid - 1e-6) * grid, 9),
                'step': grid
            }
        end
    )[1]
);
