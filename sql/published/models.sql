-- published.models: the text of every model, macro and reference table that made this snapshot.
-- One row per file of sql/ that a stage runs. Texts of the project alone: nothing counts members.
select
    path,
    stage,
    stage_number,
    model_name,
    sql,
from release.models
