-- $1 nodes, $2 execution, $3 node or dag, $4 number of wells
insert into node_executions
  (id, project_id, execution_id, pipeline_id, ordinal, node_id, node_name, execution_type,
   parent_execution_id, operator_id, operator_version, executed_by, executed_by_email,
   node_config_snapshot, operator_config_snapshot, otel_trace_id, wells_total, logs_uri)
select t.id, e.project_id, e.id, e.pipeline_id, t.ordinal, t.node_id, t.node_name, $3::text,
  e.id, t.operator_id, t.operator_version, e.executed_by, e.executed_by_email,
  t.node_config, t.operator_config, e.otel_trace_id, $4::integer,
  e.logs_uri || '&node_execution_id=' || t.id
from pipeline_executions e,
  jsonb_to_recordset($1) as t (
    id uuid, ordinal integer, node_id text, node_name text, operator_id text,
    operator_version text, node_config jsonb, operator_config jsonb)
where e.id = $2
