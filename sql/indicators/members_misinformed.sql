-- indicators.members_misinformed: Members exposed to misinformation.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Members exposed to misinformation
--   fr: Membres exposés à la désinformation
-- question:
--   en: Do social media cut both ways?
--   fr: Les médias sociaux sont-ils à double tranchant ?
-- definition:
--   en: >-
--     Of the members active in the quarter, the share named as harmed in a report of
--     misinformation, where a partner's reports name those harmed.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qu'un signalement de
--     désinformation désigne comme lésés, là où les signalements du partenaire les désignent.
-- numerator:
--   en: active members harmed by misinformation, as reported
--   fr: membres actifs lésés par la désinformation, selon les signalements
-- denominator:
--   en: members with any activity in the quarter
--   fr: membres ayant eu une activité au cours du trimestre
-- unit: share
-- polarity: lower
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

safety_reports as (
    select * from staging.safety_reports
),

member_quarters as (
    select * from facts.member_quarters
),

reported as (
    select distinct
        safety_reports.partner_id,
        safety_reports.member_key,
        safety_reports.community_id,
        date_trunc('quarter', safety_reports.reported_at)::date as period_start,
    from safety_reports
    where safety_reports.report_type = 'misinformation'
),

-- Without a report on anyone in particular, a partner's reports tell nothing of members.
naming_partners as (
    select distinct safety_reports.partner_id
    from safety_reports
    where safety_reports.member_key is not null
)

select
    member_quarters.community_id,
    member_quarters.period_start,
    member_quarters.partner_id,
    member_quarters.member_key,
    reported.member_key is not null as is_in_numerator,
from member_quarters
inner join naming_partners on member_quarters.partner_id = naming_partners.partner_id
left join reported
    on
        member_quarters.partner_id = reported.partner_id
        and member_quarters.member_key = reported.member_key
        and member_quarters.community_id = reported.community_id
        and member_quarters.period_start = reported.period_start
