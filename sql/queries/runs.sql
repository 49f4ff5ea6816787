-- Executions; the caller appends where and order by. While one runs, its wells are counted live.
select
  e.id, e.project_id, e.pipeline_id, e.pipeline_name, e.status, e.created_at, e.started_at,
  e.completed_at, e.executed_by_email, e.error_message,
  coalesce(e.execution_time_ms,
    (extract(epoch from clock_timestamp() - e.started_at) * 1000)::bigint) as execution_time_ms,
  (select n.node_name from node_executions n
    where n.execution_id = e.id and n.node_id = e.only_node_id limit 1) as only_node,
  e.cancel_requested_at is not null as cancel_requested,
  e.wells_total::bigint as wells_total,
  case when e.completed_at is null then coalesce(live.done, 0) else e.wells_done::bigint end as wells_done,
  case when e.completed_at is null then coalesce(live.failed, 0) else e.wells_failed::bigint end as wells_failed,
  case when e.completed_at is null then coalesce(live.skipped, 0) else e.wells_skipped::bigint end as wells_skipped
from pipeline_executions e
left join lateral (
  select
    count(*) filter (where w.done) as done,
    count(*) filter (where w.failed) as failed,
    count(*) filter (where w.skipped) as skipped
  from (
    select bool_and(r.status = 'completed') as done, bool_or(r.status = 'failed') as failed,
      bool_or(r.status = 'skipped') and not bool_or(r.status = 'failed') as skipped
    from node_well_results r where r.execution_id = e.id group by r.well_id
  ) as w
) as live on e.completed_at is null
