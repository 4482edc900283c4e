-- staging.outcome_scores: Total scores of questionnaires.
-- One row per member, date and instrument.

with

outcome_scores as (
    select * from accepted.outcome_scores
),

exports as (
    select * from ledger.exports
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_scores as (
    select
        outcome_scores.*,
        row_number() over (
            partition by
                outcome_scores.partner_id,
                outcome_scores.member_key,
                outcome_scores.scored_on,
                outcome_scores.instrument
            order by exports.sequence desc
        ) as newness,
    from outcome_scores
    inner join exports on outcome_scores.export_id = exports.export_id
    where exports.status = 'current'
)

select
    current_scores.partner_id,
    current_scores.member_key,
    current_scores.partner_id || '/' || current_scores.community_id as community_id,
    current_scores.instrument,
    current_scores.scored_on,
    current_scores.score,
from current_scores
where current_scores.newness = 1
