-- disclosed_inequality: Gini coefficient and share of the most active as they may be published.
--
-- Inputs
--     gini, top_1_percent_share, top_10_percent_share, largest_share  numbers, 0 to 1: exact, as
--                     `inequality_of_contribution` gives them
--     n               whole number: distinct people
--     smallest_n, smallest_top_1_n, gini_step, largest_allowed  the thresholds of the policy
-- Outputs
--     struct(gini_coefficient double in steps of 0.05, top_share double, top_percent integer: the
--     share by the top 1 % from 800 people on, else by the top 10 %); NULL below 100 people, where
--     one person makes more than half, or where that person's share is not known. The share is
--     laid on the grid of `disclosed_grid`.
-- Formula
--     nearest step: Gini 0.05; share 0.05 for n 100-149, 0.02 for 150-299, 0.01 from 300
-- Source
--     Rebond's disclosure policy.
-- Example
--     select disclosed_inequality(0.83, 0.31, 0.74, 0.2, 799)
-- Answer
--     ({'gini_coefficient': 0.85, 'top_share': 0.74, 'top_percent': 10},)
create or replace macro disclosed_inequality(
    gini,
    top_1_percent_share,
    top_10_percent_share,
    largest_share,
    n,
    smallest_n := 100,
    smallest_top_1_n := 800,
    gini_step := 0.05,
    largest_allowed := 0.5
) as (
    list_transform(
        [case when n >= 300 then 0.01 when n >= 150 then 0.02 else 0.05 end::double],
        lambda grid: case
            when n >= smallest_n and largest_share <= largest_allowed then {
                'gini_coefficient': round(
                    round(gini::double / gini_step::double) * gini_step::double, 9
                ),
                'top_share': round(
                    round(case
                        when n >= smallest_top_1_n then top_1_percent_share::double
                        else top_10_percent_share::double
                    end / grid) * grid, 9
                ),
                'top_percent': case when n >= smallest_top_1_n then 1 else 10 end
            }
        end
    )[1]
);
