-- A lease that ran out by its own length and more is nobody's: its runner would have renewed it.
-- A queued run is handed to its runner at once; an hour old, nobody will take it.
-- $1 error message, $2 error details
with lost as (
  update pipeline_executions set
    status = 'failed', completed_at = clock_timestamp(), error_message = $1::text,
    error_details = $2::jsonb, lease_until = null,
    execution_time_ms = (extract(epoch from clock_timestamp() - started_at) * 1000)::bigint
  where (status = 'running' and lease_until < clock_timestamp())
     or (status in ('pending', 'queued') and created_at < clock_timestamp() - interval '1 hour')
  returning id
), nodes as (
  update node_executions n set
    status = 'failed', completed_at = clock_timestamp(), error_message = $1::text,
    error_details = $2::jsonb
  from lost where n.execution_id = lost.id and n.status in ('pending', 'queued', 'running')
), items as (
  update node_well_results r set
    status = 'failed', completed_at = clock_timestamp(), error_message = $1::text,
    error_details = $2::jsonb, lease_until = null
  from lost where r.execution_id = lost.id and r.status in ('pending', 'queued', 'running')
)
select id from lost
