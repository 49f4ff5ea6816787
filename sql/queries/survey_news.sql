-- Wells of a project that changed since a snapshot, or whose curves did, and the snapshot of now.
-- A transaction that the old snapshot did not see and this statement does left its row in between.
-- $1 project, $2 the old snapshot
select
  pg_current_snapshot()::text as mark,
  -- a snapshot from the future is of another cluster, by way of a restored dump
  pg_snapshot_xmax($2::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as is_foreign,
  coalesce(array_agg(distinct o.key) filter (where o.key is not null), '{}') as wells
from outbox o
where o.project_id = $1 and o.topic in ('wells', 'curves')
  and o.xid >= pg_snapshot_xmin($2::text::pg_snapshot)
  and not pg_visible_in_snapshot(o.xid, $2::text::pg_snapshot)
