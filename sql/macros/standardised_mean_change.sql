-- standardised_mean_change: change of one group from first to last score, in standard deviations.
--
-- Inputs
--     mean_change  number: mean of last less first score
--     sd_change    number, 0 or more: standard deviation of the changes (n - 1 in its divisor)
--     sd_first     number, above 0: standard deviation of the first scores
--     n            whole number: people with both scores
--     z            number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     struct(change double, lower double, upper double); NULL where a number is missing, n is below
--     2 or the first scores do not differ. For two different groups use
--     `standardised_mean_difference`.
-- Formula
--     g = c mean_change / sd_first, c = 1 - 3 / (4 (n - 1) - 1);
--     se^2 = c^2 (sd_change^2 / (n sd_first^2) + d^2 / (2 (n - 1))), d = mean_change / sd_first.
--     With equal deviations the first term is Becker's 2 (1 - r) / n.
-- Source
--     Becker 1988, British Journal of Mathematical and Statistical Psychology 41:257-278.
-- Example
--     select round(s.change, 4), round(s.lower, 4), round(s.upper, 4)
--     from (select standardised_mean_change(-3, 6, 5, 51) as s)
-- Answer
--     (-0.591, -0.9354, -0.2465)
create or replace macro standardised_mean_change(
    mean_change, sd_change, sd_first, n, z := 1.959963984540054
) as (
    list_transform(
        [
            {
                'd': case when n >= 2 and sd_first > 0 then mean_change::double / sd_first end,
                'correction': 1 - 3 / (4 * (n::double - 1) - 1)
            }
        ],
        lambda c: case
            when c.d is not null and sd_change is not null then {
                'change': c.correction * c.d,
                'lower': c.correction * (
                    c.d - z * sqrt(
                        pow(sd_change, 2) / (n * pow(sd_first, 2))
                        + pow(c.d, 2) / (2 * (n::double - 1))
                    )
                ),
                'upper': c.correction * (
                    c.d + z * sqrt(
                        pow(sd_change, 2) / (n * pow(sd_first, 2))
                        + pow(c.d, 2) / (2 * (n::double - 1))
                    )
                )
            }
        end
    )[1]
);
