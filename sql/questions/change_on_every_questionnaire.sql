-- On which questionnaires did members change after six months, and by how much?
-- À quels questionnaires les membres ont-ils évolué après six mois, et de combien ?

select
    score_changes.instrument,
    score_changes.is_higher_better,
    score_changes.scored_count,
    score_changes.first_points,
    score_changes.change_points,
    score_changes.change_points_lower,
    score_changes.change_points_upper,
    score_changes.standardised_change,
from published.score_changes
where
    score_changes.community_id = 'all'
    and score_changes.dimension = 'all'
    and score_changes.follow_up = 'day_180'
order by score_changes.instrument
