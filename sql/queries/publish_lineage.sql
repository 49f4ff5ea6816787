-- One row for each pair of a new version and a version it was computed from.
-- $1 versions, $2 project, $3 execution, $4 node execution, $5 node, $6 operator and parameters
insert into pipeline_lineage
  (id, project_id, execution_id, node_execution_id, target_node_id, source_version_id,
   target_version_id, transformation_type, transformation_config)
select gen_random_uuid(), $2::uuid, $3::uuid, $4::uuid, $5::text, source.id, t.version_id,
  coalesce($6::jsonb ->> 'operator_id', 'import'), $6::jsonb
from jsonb_to_recordset($1) as t (version_id uuid, from_versions jsonb)
left join lateral (
  select value::uuid as id from jsonb_array_elements_text(t.from_versions)
) as source on true
