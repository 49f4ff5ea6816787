-- Opens the new versions; the former ones were closed just before.
-- $1 versions, $2 project, $3 object, $4 execution, $5 node execution, $6 author, $7 valid from
insert into curve_versions
  (id, project_id, curve_id, version, object_id, column_name, unit, execution_id,
   node_execution_id, author, source, samples, nulls, min_value, mean_value, max_value,
   top_depth_m, base_depth_m, values_sha256, depth_sha256, valid_from)
select t.version_id, $2::uuid, t.curve_id, c.current_version, $3::uuid, t.name, t.unit, $4::uuid,
  $5::uuid, $6::uuid, t.source, t.samples, t.nulls, t.min, t.mean, t.max,
  t.top_depth_m, t.base_depth_m, t.values_sha256, t.depth_sha256, $7::timestamptz
from jsonb_to_recordset($1) as t (
  version_id uuid, curve_id uuid, name text, unit text, source text, samples bigint, nulls bigint,
  min float8, mean float8, max float8, top_depth_m float8, base_depth_m float8,
  values_sha256 text, depth_sha256 text)
join curves c on c.id = t.curve_id
