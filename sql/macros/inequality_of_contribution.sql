-- inequality_of_contribution: Gini coefficient and shares of the most active.
--
-- Inputs
--     table_name    table with one row per person, columns:
--         group_id  any type: the community, the platform
--         amount    number, 0 or more: contributions; rows without one are left out, zeros count
-- Outputs
--     one row per group: group_id, person_count, total_amount, gini_coefficient (0 = all alike,
--     near 1 = one does all), top_1_percent_share, top_10_percent_share (share of the total by the
--     most active 1 %, 10 % of people, rounded up to whole people), largest_share (of one person);
--     NULL where nothing was contributed
-- Formula
--     G = sum((2 i - n - 1) x_i) / (n sum x), x sorted upwards, i = 1 ... n; no small-sample factor
-- Source
--     Gini 1912; as formula Dixon, Weiner, Mitchell-Olds and Woodley 1987, Ecology 68:1548-1551.
-- Example
--     with people as (select 'a' as group_id, unnest([0, 0, 0, 4]) as amount)
--     select person_count, gini_coefficient, top_10_percent_share
--     from inequality_of_contribution('people')
-- Answer
--     (4, 0.75, 1.0)
create or replace macro inequality_of_contribution(table_name) as table
    with people as (
        select
            group_id,
            amount::double as amount,
            row_number() over (partition by group_id order by amount) as place,
            count(*) over (partition by group_id) as person_count,
        from query_table(table_name)
        where amount is not null
    )

    select
        group_id,
        count(*) as person_count,
        sum(amount) as total_amount,
        case
            when sum(amount) > 0
                then sum((2 * place - person_count - 1) * amount) / (count(*) * sum(amount))
        end as gini_coefficient,
        case
            when sum(amount) > 0
                then
                    sum(amount) filter (where place > person_count - ceil(person_count / 100))
                    / sum(amount)
        end as top_1_percent_share,
        case
            when sum(amount) > 0
                then
                    sum(amount) filter (where place > person_count - ceil(person_count / 10))
                    / sum(amount)
        end as top_10_percent_share,
        case when sum(amount) > 0 then max(amount) / sum(amount) end as largest_share,
    from people
    group by group_id
    order by group_id;
