-- Ends a node, with its wells counted; a node that ended meanwhile stays as it is.
-- $1 node execution, $2 status, $3 input curves, $4 their number, $5 output curves, $6 their number,
-- $7 mapping, $8 metrics, $9 versions read, $10 error message, $11 error details,
-- $12 files and tables written
update node_executions n set
  status = $2::text,
  started_at = coalesce(n.started_at, clock_timestamp()),
  completed_at = clock_timestamp(),
  execution_time_ms = (extract(epoch from
    clock_timestamp() - coalesce(n.started_at, clock_timestamp())) * 1000)::bigint,
  input_curve_ids = $3::uuid[], input_curve_count = $4::integer,
  output_curve_ids = $5::uuid[], output_curve_count = $6::integer,
  output_curve_mapping = $7::jsonb, metrics = $8::jsonb, input_data_snapshot = $9::jsonb,
  error_message = $10::text, error_details = $11::jsonb, output = $12::jsonb,
  result_summary = jsonb_build_object(
    'row_count', ($8::jsonb ->> 'rows_out')::bigint, 'column_count', $6::integer),
  -- what was computed and from what: equal hashes mean equal work
  content_hash = encode(sha256(convert_to(
    coalesce(n.operator_config_snapshot, n.node_config_snapshot)::text || $9::jsonb::text,
    'UTF8')), 'hex'),
  wells_done = w.done, wells_failed = w.failed, wells_skipped = w.skipped
from (
  select
    count(*) filter (where status = 'completed') as done,
    count(*) filter (where status = 'failed') as failed,
    count(*) filter (where status in ('skipped', 'cancelled')) as skipped
  from node_well_results where node_execution_id = $1
) as w
where n.id = $1 and n.status in ('pending', 'queued', 'running')
