-- Renews the leases on the database's clock and acknowledges a wish to cancel.
-- A lease that ran out is not renewed: the runner must fence itself.
-- $1 execution, $2 runner
with renewed as (
  update pipeline_executions set
    lease_until = clock_timestamp() + interval '30 seconds',
    cancel_acknowledged_at = case
      when cancel_requested_at is not null then coalesce(cancel_acknowledged_at, clock_timestamp())
    end
  where id = $1 and runner_id = $2 and status = 'running' and lease_until > clock_timestamp()
  returning cancel_requested_at is not null as cancel
), held as (
  -- an item whose commit is under way is locked by it: its lease was checked, and waiting for it
  -- would hold up the wish to cancel
  select id from node_well_results
  where execution_id = $1 and runner_id = $2 and status = 'running'
    and lease_until > clock_timestamp() and exists (select from renewed)
  for update skip locked
), items as (
  update node_well_results r set lease_until = clock_timestamp() + interval '30 seconds'
  from held where r.id = held.id
)
select cancel from renewed
