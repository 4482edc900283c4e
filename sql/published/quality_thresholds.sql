-- published.quality_thresholds: from what on a community's data earn a grade.
-- One row per component of the grade. Words and thresholds alone: nothing here counts members.
select
    component,
    place,
    unit,
    higher_is_better,
    a_from,
    b_from,
    c_from,
    name_en,
    name_fr,
    meaning_en,
    meaning_fr,
    source,
from reference.quality_thresholds
