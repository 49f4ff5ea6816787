-- Records the wish to stop. A run that no runner took yet ends at once, with its nodes and wells.
-- $1 execution, $2 user
with asked as (
  update pipeline_executions set
    cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
    cancel_requested_by = coalesce(cancel_requested_by, $2::uuid),
    status = case status when 'running' then status else 'cancelled' end,
    completed_at = case status when 'running' then null else clock_timestamp() end
  where id = $1 and status in ('pending', 'queued', 'running')
  returning id, status
), nodes as (
  update node_executions n set status = 'cancelled', completed_at = clock_timestamp()
  from asked
  where asked.status = 'cancelled' and n.execution_id = asked.id
    and n.status in ('pending', 'queued', 'running')
), items as (
  update node_well_results r set status = 'cancelled', completed_at = clock_timestamp()
  from asked
  where asked.status = 'cancelled' and r.execution_id = asked.id
    and r.status in ('pending', 'queued', 'running')
)
select status from asked
