-- published.model_inputs: which model reads which, so that a figure can be followed to its rows.
-- One row per file of sql/ and file that it reads.
--
-- Found from the texts: a path is a name, so a model that reads marts.recovery_rates reads
-- sql/marts/recovery_rates.sql. Two steps are taken outside SQL and keep the noun: a released table
-- is its mart as of the unit's release, and the registry is the union of sql/indicators/.
with models as (
    select
        path,
        stage,
        model_name,
        sql,
    from release.models
),

-- What a model says once its comments are left out: they name tables that it does not read.
readers as (
    select
        path,
        regexp_replace(sql, '--[^\n]*', '', 'g') as code,
    from models
    where stage != 'reference'
),

-- How a model is named by those that read it: most by stage and name, a macro by a call.
inputs as (
    select
        path,
        case stage when 'macros' then '\s*\(' when 'indicators' then '\w' else '\b' end as ending,
        unnest(
            case stage
                when 'macros' then [model_name]
                when 'marts' then ['marts.' || model_name, 'released.' || model_name]
                when 'indicators' then ['registry.']
                else [stage || '.' || model_name]
            end
        ) as spelling,
    from models
)

select distinct
    readers.path,
    inputs.path as input_path,
from readers
inner join inputs
    on
        readers.path != inputs.path
        and contains(readers.code, inputs.spelling)
        and regexp_matches(
            readers.code,
            '\b' || inputs.spelling || inputs.ending
        )
