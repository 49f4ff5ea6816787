-- Starts or ends items that commit no curve; an item that ended meanwhile stays as it is.
-- $1 [{item, status, rows_in, rows_out, error_message, error_details}]
with ended as (
  select * from jsonb_to_recordset($1) as t (
    item uuid, status text, rows_in bigint, rows_out bigint, error_message text, error_details jsonb)
)
update node_well_results r set
  status = t.status, rows_in = t.rows_in, rows_out = t.rows_out,
  error_message = t.error_message, error_details = nullif(t.error_details, 'null'::jsonb),
  started_at = coalesce(r.started_at, clock_timestamp()),
  completed_at = clock_timestamp(), lease_until = null
from ended t
where r.id = t.item and r.status in ('pending', 'queued', 'running')
