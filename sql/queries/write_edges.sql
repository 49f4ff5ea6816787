-- Writes the edges of a definition as rows.
-- $1 edges, $2 project, $3 pipeline
insert into pipeline_edges (id, project_id, pipeline_id, source_node_id, target_node_id)
select t.id, $2, $3, t.source, t.target
from jsonb_to_recordset($1) as t (id uuid, source text, target text)
