-- A well is done when all its items are, failed when one failed, else skipped.
-- $1 execution, $2 runner, $3 status, $4 summary, $5 metrics, $6 error message, $7 error details
with by_well as (
  select well_id,
    bool_and(status = 'completed') as done,
    bool_or(status = 'failed') as failed
  from node_well_results where execution_id = $1 group by well_id
), counts as (
  select
    count(*) filter (where done) as done,
    count(*) filter (where failed) as failed,
    count(*) filter (where not done and not failed) as skipped
  from by_well
)
update pipeline_executions e set
  status = $3::text,
  completed_at = clock_timestamp(),
  execution_time_ms = (extract(epoch from clock_timestamp() - e.started_at) * 1000)::bigint,
  result_summary = $4::jsonb, metrics = $5::jsonb,
  error_message = $6::text, error_details = $7::jsonb,
  wells_done = c.done, wells_failed = c.failed, wells_skipped = c.skipped,
  content_hash = (
    select encode(sha256(convert_to(string_agg(n.content_hash, ',' order by n.ordinal), 'UTF8')), 'hex')
    from node_executions n where n.execution_id = $1),
  lease_until = null
from counts c
where e.id = $1 and e.runner_id = $2 and e.status = 'running'
