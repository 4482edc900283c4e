-- funnel_proportion_limits: control limits of a funnel plot for proportions, at one size.
--
-- Inputs
--     target  number, 0 to 1: the proportion that the funnel is drawn about
--     n       number above 0: size of a unit
--     z       number: 1.959963984540054 for the 95 % limits, 3.090232306167813 for the 99.8 % ones
--     tau2    number, 0 or more: variance between units on the scale of asin(sqrt(p)), as
--             `funnel_limits` estimates it; 0 = none
-- Outputs
--     struct(lower double, upper double), 0 to 1; NULL where target or n is missing, target lies
--     outside 0 to 1 or n is not above 0
-- Formula
--     without tau2: target -/+ z sqrt(target (1 - target) / n), cut to 0 and 1; with it:
--     sin^2 of asin(sqrt(target)) -/+ z sqrt(1 / (4 n) + tau2), the angle cut to 0 and pi / 2
-- Source
--     Spiegelhalter 2005, Statistics in Medicine 24:1185-1202; the plain limits are those of Public
--     Health England's Fingertips funnels.
-- Example
--     select round(l.lower, 4), round(l.upper, 4)
--     from (select funnel_proportion_limits(0.5, 100) as l)
-- Answer
--     (0.402, 0.598)
create or replace macro funnel_proportion_limits(
    target,
    n,
    z := 1.959963984540054,
    tau2 := 0
) as (
    case
        when n > 0 and target >= 0 and target <= 1 and tau2 > 0
            then
                {
                    'lower': pow(sin(greatest(
                        asin(sqrt(target)) - z * sqrt(1 / (4 * n::double) + tau2), 0
                    )), 2),
                    'upper': pow(sin(least(
                        asin(sqrt(target)) + z * sqrt(1 / (4 * n::double) + tau2), pi() / 2
                    )), 2)
                }
        when n > 0 and target >= 0 and target <= 1 then {
            'lower': greatest(
                target::double - z * sqrt(target::double * (1 - target::double) / n), 0
            ),
            'upper': least(
                target::double + z * sqrt(target::double * (1 - target::double) / n), 1
            )
        }
    end
);
