-- histories.contact_days: The local dates on which a member had a contact.
-- One row per member and date.
--
-- A contact is any activity except a visit and opening crisis help (staging.activity).

with

activity as (
    select * from staging.activity
)

select
    activity.partner_id,
    activity.member_key,
    activity.occurred_on as contact_on,
from activity
where activity.is_contact
group by activity.partner_id, activity.member_key, activity.occurred_on
