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
), items as (
  update node_well_results set lease_until = clock_timestamp() + interval '30 seconds'
  where execution_id = $1 and runner_id = $2 and status = 'running'
    and lease_until > clock_timestamp() and exists (select from renewed)
)
select cancel from renewed
