-- Hears a wish to cancel and acknowledges it, and renews the leases on the database's clock.
-- Most beats only read: a write wakes every session, and 25 seconds are well above the silence
-- after which a runner gives up. A lease that ran out is not renewed: the runner must fence itself.
-- $1 execution, $2 runner
with mine as (
  select cancel_requested_at is not null as cancel
  from pipeline_executions
  where id = $1 and runner_id = $2 and status = 'running' and lease_until > clock_timestamp()
), renewed as (
  update pipeline_executions set
    lease_until = clock_timestamp() + interval '30 seconds',
    cancel_acknowledged_at = case
      when cancel_requested_at is not null then coalesce(cancel_acknowledged_at, clock_timestamp())
    end
  where id = $1 and runner_id = $2 and status = 'running' and lease_until > clock_timestamp()
    and (lease_until < clock_timestamp() + interval '25 seconds'
      or (cancel_requested_at is not null and cancel_acknowledged_at is null))
  returning id
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
select cancel from mine
