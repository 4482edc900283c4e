-- inverse_probability_weighted_rate: a rate among those who answered, weighted to all who were
-- asked.
--
-- Inputs
--     table_name              table with one row per person, columns:
--         group_id            any type
--         has_outcome         boolean: the outcome; NULL = did not answer
--         answer_probability  number, above 0 to 1: of answering, from a model; rows without one
--         and
--                             rows without an outcome carry no weight
--     truncated_share         number, 0 to 0.5: weights beyond this quantile at each end are pulled
--                             in (0.01 = the 1st and the 99th per cent of all answered rows)
--     z                       number: quantile of the normal distribution, 1.959963984540054
-- Outputs
--     one row per group: group_id, person_count, answered_count, effective_n (how many equal
--     weights it is worth), weighted_rate, weighted_rate_lower, weighted_rate_upper (0 to 1; NULL
--     where nobody answered). The interval takes the weights as known.
-- Formula
--     w = 1 / probability, truncated; rate = sum w y / sum w (Hajek);
--     effective n = (sum w)^2 / sum w^2; Wilson interval of the rate at the effective n
-- Source
--     Hajek 1971; Cole and Hernan 2008, American Journal of Epidemiology 168:656-664 (truncation);
--     Kish 1965, Survey Sampling (effective n).
-- Example
--     with people as (
--         select * from (values
--             ('a', true, 0.5), ('a', false, 0.25), ('a', true, 0.5), ('a', null, 0.25))
--         as t (group_id, has_outcome, answer_probability)
--     )
--     select person_count, answered_count, round(effective_n, 4), weighted_rate,
--         round(weighted_rate_lower, 4), round(weighted_rate_upper, 4)
--     from inverse_probability_weighted_rate('people', truncated_share := 0)
-- Answer
--     (4, 3, 2.6667, 0.5, 0.1159, 0.8841)
create or replace macro inverse_probability_weighted_rate(
    table_name,
    truncated_share := 0.01,
    z := 1.959963984540054
) as table
    with people as (
        select
            group_id,
            has_outcome,
            case
                when has_outcome is not null and answer_probability > 0
                    then 1 / answer_probability::double
            end as raw_weight,
        from query_table(table_name)
    ),

    ends as (
        select
            quantile_cont(raw_weight, truncated_share::double) as lightest,
            quantile_cont(raw_weight, 1 - truncated_share::double) as heaviest,
        from people
    ),

    weighted as (
        select
            people.group_id,
            people.has_outcome,
            case
                when people.raw_weight is not null
                    then least(greatest(people.raw_weight, ends.lightest), ends.heaviest)
            end as weight,
        from people
        cross join ends
    ),

    rates as (
        select
            group_id,
            count(*) as person_count,
            count(weight) as answered_count,
            pow(sum(weight), 2) / sum(pow(weight, 2)) as effective_n,
            sum(weight) filter (where has_outcome) as outcome_weight,
            sum(weight) as all_weight,
        from weighted
        group by group_id
    ),

    shares as (
        select
            group_id,
            person_count,
            answered_count,
            effective_n,
            case when all_weight > 0 then coalesce(outcome_weight, 0) / all_weight end as rate,
        from rates
    )

    select
        group_id,
        person_count,
        answered_count,
        effective_n,
        rate as weighted_rate,
        case
            when rate is not null
                then greatest((
                    2 * effective_n * rate + pow(z, 2)
                    - z * sqrt(pow(z, 2) + 4 * effective_n * rate * (1 - rate))
                ) / (2 * (effective_n + pow(z, 2))), 0)
        end as weighted_rate_lower,
        case
            when rate is not null
                then least((
                    2 * effective_n * rate + pow(z, 2)
                    + z * sqrt(pow(z, 2) + 4 * effective_n * rate * (1 - rate))
                ) / (2 * (effective_n + pow(z, 2))), 1)
        end as weighted_rate_upper,
    from shares
    order by group_id;
