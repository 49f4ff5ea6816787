-- Records tables of one item; a replay leaves those of the first time.
-- $1 tables, $2 project, $3 execution, $4 node execution, $5 well
insert into result_tables
  (id, project_id, execution_id, node_execution_id, well_id, name, columns, rows, row_count, truncated)
select t.id, $2::uuid, $3::uuid, $4::uuid, $5::uuid, t.name, t.columns, t.rows, t.row_count, t.truncated
from jsonb_to_recordset($1) as t (
  id uuid, name text, columns jsonb, rows jsonb, row_count bigint, truncated boolean)
on conflict (node_execution_id, well_id, name) do nothing
