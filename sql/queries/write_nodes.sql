-- Writes the nodes of a definition as rows.
-- $1 nodes, $2 project, $3 pipeline
insert into pipeline_nodes
  (id, project_id, pipeline_id, node_id, node_name, node_type, node_config, dependencies,
   position_x, position_y, input_to_output_curve_mapping, metadata, execution_hints)
select t.id, $2, $3, t.node_id, t.node_name, t.node_type, t.node_config, t.dependencies,
  t.x, t.y, t.mapping, t.metadata, t.hints
from jsonb_to_recordset($1) as t (
  id uuid, node_id text, node_name text, node_type text, node_config jsonb, dependencies jsonb,
  x float8, y float8, mapping jsonb, metadata jsonb, hints jsonb)
