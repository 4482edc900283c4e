-- jacobson_truax_cutoffs: where the functional range begins, in Jacobson and Truax's three ways.
--
-- Inputs
--     mean_clinical, sd_clinical      numbers: of a population in care, on the scale
--     mean_functional, sd_functional  numbers: of a population that is well, on the same scale
-- Outputs
--     struct(a double, b double, c double), in points of the scale; NULL where a part is missing.
--     Which direction is better follows from the means: the functional one is the better.
-- Formula
--     a: two SD from the clinical mean towards health; b: two SD from the functional mean towards
--     illness; c = (sd_clinical mean_functional + sd_functional mean_clinical)
--     / (sd_clinical + sd_functional), the best of them where the two populations overlap
-- Source
--     Jacobson and Truax 1991, Journal of Consulting and Clinical Psychology 59:12-19.
-- Example
--     select unnest(jacobson_truax_cutoffs(40, 7.5, 60, 7.5))
-- Answer
--     (55.0, 45.0, 50.0)
create or replace macro jacobson_truax_cutoffs(
    mean_clinical,
    sd_clinical,
    mean_functional,
    sd_functional
) as (
    {
        'a': case
            when mean_functional > mean_clinical then mean_clinical + 2 * sd_clinical
            when mean_functional < mean_clinical then mean_clinical - 2 * sd_clinical
        end::double,
        'b': case
            when mean_functional > mean_clinical then mean_functional - 2 * sd_functional
            when mean_functional < mean_clinical then mean_functional + 2 * sd_functional
        end::double,
        'c': case
            when sd_clinical + sd_functional > 0
                then (
                    sd_clinical::double * mean_functional + sd_functional::double * mean_clinical
                ) / (sd_clinical + sd_functional)
        end
    }
);
