-- How far running nodes are; a node that ended meanwhile stays as it is.
-- $1 [{node, metrics}]
update node_executions n set metrics = t.metrics
from jsonb_to_recordset($1) as t (node uuid, metrics jsonb)
where n.id = t.node and n.status = 'running'
