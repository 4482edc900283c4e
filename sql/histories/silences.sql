-- histories.silences: The last signs of life before 90 silent days.
-- One row per member and date that is followed by 90 days without contact or score.
--
-- The days of a silence must all be covered by the partner's exports: who was heard of 89 days
-- before the end of the covered period is not silent yet.

with

activity as (
    select * from staging.activity
),

outcome_scores as (
    select * from staging.outcome_scores
),

coverage as (
    select * from staging.coverage
),

-- Contacts and scores of any instrument are signs of life.
signs as (
    select
        activity.partner_id,
        activity.member_key,
        activity.occurred_on as heard_on,
    from activity
    where activity.is_contact
    union
    select
        outcome_scores.partner_id,
        outcome_scores.member_key,
        outcome_scores.scored_on as heard_on,
    from outcome_scores
),

-- What is covered by every kind of export that could hold a sign of life.
observed as (
    select
        coverage.partner_id,
        min(coverage.covered_through) as covered_through,
    from coverage
    where coverage.kind in ('activity', 'outcome_scores')
    group by coverage.partner_id
),

next_signs as (
    select
        signs.partner_id,
        signs.member_key,
        signs.heard_on,
        lead(signs.heard_on) over (
            partition by signs.partner_id, signs.member_key
            order by signs.heard_on
        ) as next_heard_on,
    from signs
)

select
    next_signs.partner_id,
    next_signs.member_key,
    next_signs.heard_on as last_heard_on,
from next_signs
inner join observed on next_signs.partner_id = observed.partner_id
where
    next_signs.heard_on + 90 <= observed.covered_through
    and (next_signs.next_heard_on is null or next_signs.next_heard_on > next_signs.heard_on + 90)
