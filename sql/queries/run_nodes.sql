-- The nodes of one execution in the order of the plan, with their wells counted live.
-- $1 execution
select
  n.id, n.node_id, n.node_name, n.operator_id, n.status, n.started_at, n.error_message,
  coalesce(n.execution_time_ms,
    (extract(epoch from clock_timestamp() - n.started_at) * 1000)::bigint) as execution_time_ms,
  (n.metrics ->> 'cpu_ms')::bigint as cpu_ms,
  (n.metrics ->> 'busy_ms')::bigint as busy_ms,
  n.wells_total::bigint as wells_total,
  coalesce(r.done, 0) as wells_done,
  coalesce(r.failed, 0) as wells_failed,
  coalesce(r.skipped, 0) as wells_skipped,
  coalesce(r.rows_in, 0)::bigint as rows_in,
  coalesce(r.rows_out, 0)::bigint as rows_out,
  coalesce(r.curves, 0)::bigint as output_curves
from node_executions n
left join lateral (
  select
    count(*) filter (where status = 'completed') as done,
    count(*) filter (where status = 'failed') as failed,
    count(*) filter (where status in ('skipped', 'cancelled')) as skipped,
    sum(rows_in) as rows_in, sum(rows_out) as rows_out,
    sum(cardinality(output_curve_ids)) as curves
  from node_well_results where node_execution_id = n.id
) as r on true
where n.execution_id = $1
order by n.ordinal, n.attempt
