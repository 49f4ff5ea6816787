-- A lease that ran out by its own length and more is nobody's: its runner would have renewed it.
-- A queued run is handed to its runner at once; an hour old, nobody will take it.
-- $1 error message, $2 error details
with gone as (
  select id from pipeline_executions
  where (status = 'running' and lease_until < clock_timestamp())
     or (status in ('pending', 'queued') and created_at < clock_timestamp() - interval '1 hour')
  for update skip locked
), by_well as (
  select r.execution_id, r.well_id, bool_and(r.status = 'completed') as done
  from node_well_results r join gone on gone.id = r.execution_id group by 1, 2
), counts as (
  select gone.id, count(*) filter (where w.done) as done, count(*) filter (where not w.done) as failed
  from gone left join by_well w on w.execution_id = gone.id group by gone.id
), lost as (
  update pipeline_executions e set
    status = 'failed', completed_at = clock_timestamp(), error_message = $1::text,
    error_details = $2::jsonb, lease_until = null,
    execution_time_ms = (extract(epoch from clock_timestamp() - started_at) * 1000)::bigint,
    wells_done = c.done, wells_failed = c.failed, wells_skipped = 0
  from counts c where e.id = c.id
  returning e.id
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
