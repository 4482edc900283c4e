-- outcomes.reports_and_contributions: What each person wrote, and the reports that concern them.
-- One row per person, community and month or quarter with a contribution or a report.
--
-- A report that names nobody concerns one person, who bears the report's key. Only periods of which
-- activity and safety reports are both covered whole: else reports would be set against nothing.

with

safety_reports as (
    select * from staging.safety_reports
),

covered_periods as (
    select * from facts.covered_periods
),

member_periods as (
    select * from facts.member_periods
),

well_covered as (
    select
        covered_periods.partner_id,
        covered_periods.period_length,
        covered_periods.period_start,
        any_value(covered_periods.period_end) as period_end,
    from covered_periods
    where covered_periods.kind in ('activity', 'safety_reports')
    group by
        covered_periods.partner_id, covered_periods.period_length, covered_periods.period_start
    having count(*) = 2
),

reports as (
    select
        safety_reports.community_id,
        well_covered.period_length,
        well_covered.period_start,
        safety_reports.partner_id,
        coalesce(safety_reports.member_key, safety_reports.report_key) as member_key,
        0 as contribution_count,
        safety_reports.report_type,
    from safety_reports
    inner join well_covered
        on
            safety_reports.partner_id = well_covered.partner_id
            and safety_reports.reported_on between well_covered.period_start
            and well_covered.period_end
),

contributions as (
    select
        member_periods.community_id,
        member_periods.period_length,
        member_periods.period_start,
        member_periods.partner_id,
        member_periods.member_key,
        member_periods.contribution_count,
        null as report_type,
    from member_periods
    inner join well_covered
        on
            member_periods.partner_id = well_covered.partner_id
            and member_periods.period_length = well_covered.period_length
            and member_periods.period_start = well_covered.period_start
    where member_periods.contribution_count > 0
),

deeds as (
    select * from reports
    union all by name
    select * from contributions
)

select
    deeds.community_id,
    deeds.period_length,
    deeds.period_start,
    deeds.partner_id,
    deeds.member_key,
    sum(deeds.contribution_count)::bigint as contribution_count,
    count(*) filter (where deeds.report_type = 'harassment') as harassment_count,
    count(*) filter (where deeds.report_type = 'misinformation') as misinformation_count,
    count(*) filter (where deeds.report_type = 'self_harm') as self_harm_count,
from deeds
group by
    deeds.community_id,
    deeds.period_length,
    deeds.period_start,
    deeds.partner_id,
    deeds.member_key
