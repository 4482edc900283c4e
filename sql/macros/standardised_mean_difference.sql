-- standardised_mean_difference: difference of two means in standard deviations (Hedges' g).
--
-- Inputs
--     mean_1, sd_1, n_1  numbers: mean, standard deviation and people of the first group
--     mean_2, sd_2, n_2  likewise of the second
--     z                  number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     struct(difference double, lower double, upper double), first minus second; NULL where a
--     number is missing, a group has fewer than two people or nobody differs from anybody
-- Formula
--     d = (m1 - m2) / pooled SD, g = d (1 - 3 / (4 (n1 + n2 - 2) - 1)),
--     se^2 = (1 - 3 / (4 (n1 + n2 - 2) - 1))^2 ((n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)))
-- Source
--     Hedges 1981, Journal of Educational Statistics 6:107-128; Borenstein, Hedges, Higgins and
--     Rothstein 2009, Introduction to Meta-Analysis, chapter 4.
-- Example
--     select round(d.difference, 4), round(d.lower, 4), round(d.upper, 4)
--     from (select standardised_mean_difference(103, 5.5, 50, 100, 4.5, 50) as d)
-- Answer
--     (0.5924, 0.1949, 0.99)
create or replace macro standardised_mean_difference(
    mean_1, sd_1, n_1, mean_2, sd_2, n_2, z := 1.959963984540054
) as (
    list_transform(
        [
            {
                'd': case
                    when n_1 >= 2 and n_2 >= 2 and sd_1 >= 0 and sd_2 >= 0 and sd_1 + sd_2 > 0
                        then
                            (mean_1::double - mean_2)
                            / sqrt(
                                (
                                    (n_1::double - 1) * pow(sd_1, 2)
                                    + (n_2::double - 1) * pow(sd_2, 2)
                                ) / (n_1::double + n_2 - 2)
                            )
                end,
                'correction': 1 - 3 / (4 * (n_1::double + n_2 - 2) - 1)
            }
        ],
        lambda c: case
            when c.d is not null then {
                'difference': c.correction * c.d,
                'lower': c.correction * (
                    c.d - z * sqrt(
                        (n_1::double + n_2) / (n_1::double * n_2)
                        + pow(c.d, 2) / (2 * (n_1::double + n_2))
                    )
                ),
                'upper': c.correction * (
                    c.d + z * sqrt(
                        (n_1::double + n_2) / (n_1::double * n_2)
                        + pow(c.d, 2) / (2 * (n_1::double + n_2))
                    )
                )
            }
        end
    )[1]
);
