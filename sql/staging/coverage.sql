-- staging.coverage: The period that a partner's current exports of one kind cover.
-- One row per partner and kind of export.
--
-- A partner's exports of one kind are taken together, from the first day covered to the last: a
-- hole between two exports is a matter for the gate, and a community that a partner sends later
-- than its others looks silent until it is sent. Whose clock the days are told by is not known: a
-- wait of hours counts as covered where it is over before the last covered day begins in UTC. East
-- of Greenwich that day, and the export with it, ends up to 14 hours before it does in UTC.

with

exports as (
    select * from ledger.exports
)

select
    exports.partner_id,
    exports.kind,
    min(exports.covered_from) as covered_from,
    max(exports.covered_through) as covered_through,
from exports
where exports.status = 'current'
group by exports.partner_id, exports.kind
