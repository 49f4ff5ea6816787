-- Tables of a run by node and well; the rows only where they are asked for.
-- $1 execution, $2 node by id or name, or null, $3 well by id or name, or null, $4 whether with rows
select
  t.id, t.node_execution_id, n.node_name, n.operator_id, w.name as well_name, t.name, t.columns,
  case when $4::boolean then t.rows else '[]' end as rows, t.row_count, t.truncated
from result_tables t
join node_executions n on n.id = t.node_execution_id
join wells w on w.id = t.well_id
where t.execution_id = $1
  and ($2::text is null or n.node_id = $2 or lower(n.node_name) = lower($2))
  and ($3::text is null or w.id::text = $3 or lower(w.name) = lower($3))
order by n.ordinal, n.attempt, w.name, t.name
