-- contributions.curve_comparisons: What each member contributes to the tests of the curves.
-- One row per community_id and member.
--
-- The tests are of the programme alone. contribution changes whenever anything changes that the
-- member adds to marts.curve_comparisons.

with

recovery_times as (
    select * from strata.recovery_times
    where dimension <> 'all'
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    'all' as community_id,
    recovery_times.partner_id,
    recovery_times.member_key,
    sum(
        hash(
            recovery_times.rule_set,
            recovery_times.dimension,
            recovery_times.category,
            recovery_times.clock,
            recovery_times.cause,
            recovery_times.duration_days
        )
    )::varchar as contribution,
from recovery_times
group by recovery_times.partner_id, recovery_times.member_key
