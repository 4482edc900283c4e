-- compare_with_benchmark: is a figure better, worse or much like a benchmark, by its interval.
--
-- Inputs
--     lower, upper  numbers: the interval of the figure
--     benchmark     number: on the same scale, taken as exact
--     polarity      'higher' (more is better), 'lower' (less is better), 'neutral'
-- Outputs
--     varchar: 'better', 'worse', 'similar'; where neither direction is good 'higher', 'lower',
--     'similar'; NULL where a limit, the benchmark or the polarity is missing or unknown
-- Formula
--     the whole interval above the benchmark = higher, below = lower, else similar (also where it
--     only touches); polarity turns higher and lower into better and worse
-- Source
--     Public Health England, Technical guide: confidence intervals, 2018.
-- Example
--     select
--         compare_with_benchmark(0.51, 0.6, 0.5, 'higher'),
--         compare_with_benchmark(0.51, 0.6, 0.5, 'lower'),
--         compare_with_benchmark(0.5, 0.6, 0.5, 'higher')
-- Answer
--     ('better', 'worse', 'similar')
create or replace macro compare_with_benchmark(lower, upper, benchmark, polarity) as (
    case
        when lower is null or upper is null or benchmark is null then null
        when polarity not in ('higher', 'lower', 'neutral') or polarity is null then null
        when lower <= benchmark and upper >= benchmark then 'similar'
        when polarity = 'neutral' and lower > benchmark then 'higher'
        when polarity = 'neutral' then 'lower'
        when (polarity = 'higher') = (lower > benchmark) then 'better'
        else 'worse'
    end
);
