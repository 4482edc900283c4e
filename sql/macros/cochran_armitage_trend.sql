-- cochran_armitage_trend: does a proportion rise or fall steadily over ordered groups.
--
-- Inputs
--     table_name             table with one row per series and ordered group, columns:
--         series_id          any type
--         score              number: the group's place in the order (month number, dose, band)
--         numerator_count    number, 0 to denominator_count: people with the outcome
--         denominator_count  number: people counted; rows of 0 or NULL are left out
-- Outputs
--     one row per series: series_id, group_count, slope (change of the proportion per unit of
--     score, by weighted least squares), z_statistic (above 0 = rising), chi_square, p_value
--     (two-sided); NULL where fewer than two scores differ or nobody or everybody has the outcome.
-- Formula
--     T = sum(s (x - n p)), Var = p (1 - p) (sum(n s^2) - (sum(n s))^2 / N), z = T / sqrt(Var);
--     p = all x / all n, N = all n. No continuity correction.
-- Source
--     Armitage 1955, Biometrics 11:375-386.
-- Example
--     with doses as (
--         select * from (values ('a', 0, 10, 100), ('a', 1, 20, 100), ('a', 2, 30, 100))
--         as t (series_id, score, numerator_count, denominator_count)
--     )
--     select group_count, slope, round(z_statistic, 4), round(chi_square, 4), round(p_value, 6)
--     from cochran_armitage_trend('doses')
-- Answer
--     (3, 0.1, 3.5355, 12.5, 0.000407)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro cochran_armitage_trend(table_name) as table
    with doses as (
        select
            series_id,
            score::double as score,
            numerator_count::double as numerator_count,
            denominator_count::double as denominator_count,
        from query_table(table_name)
        where denominator_count > 0 and numerator_count is not null and score is not null
    ),

    totals as (
        select
            series_id,
            count(*) as group_count,
            min(score) < max(score) as has_order,
            sum(numerator_count) / sum(denominator_count) as overall_rate,
            sum(denominator_count * score) / sum(denominator_count) as mean_score,
        from doses
        group by series_id
    ),

    -- Scores about their mean: the same statistic, without cancellation for scores such as years.
    sums as (
        select
            totals.series_id,
            any_value(totals.group_count) as group_count,
            any_value(totals.overall_rate) as overall_rate,
            bool_and(totals.has_order) as has_order,
            sum((doses.score - totals.mean_score) * doses.numerator_count) as covariation,
            sum(doses.denominator_count * pow(doses.score - totals.mean_score, 2)) as variation,
        from doses
        inner join totals on doses.series_id is not distinct from totals.series_id
        group by totals.series_id
    ),

    statistics as (
        select
            series_id,
            group_count,
            case when has_order then covariation / variation end as slope,
            case
                when has_order and overall_rate > 0 and overall_rate < 1
                    then covariation / sqrt(overall_rate * (1 - overall_rate) * variation)
            end as z,
        from sums
    )

    -- Both tails of the normal distribution beyond z: a series near the middle, a continued
    -- fraction (Laplace) farther out, where the series would cancel.
    select
        series_id,
        group_count,
        slope,
        z as z_statistic,
        pow(z, 2) as chi_square,
        case
            when abs(z) < 3
                then 1 - 2 * exp(-pow(z, 2) / 2) / sqrt(2 * pi()) * abs(z) * list_reduce(
                cast(range(121, 1, -2) as double []),
                lambda rest, odd: 1 + pow(z, 2) / odd * rest,
                1::double
            )
            else 2 * exp(-pow(z, 2) / 2) / sqrt(2 * pi()) / list_reduce(
                cast(range(120, 0, -1) as double []),
                lambda rest, k: abs(z) + k / rest,
                abs(z)
            )
        end as p_value,
    from statistics
    order by series_id;
