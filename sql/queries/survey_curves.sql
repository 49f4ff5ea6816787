-- Curves at their current version, without what only a screen shows.
-- $1 project, $2 wells, or null for all
select
  c.id, c.well_id, c.curve_name, c.kind, m.mnemonic, m.quantity,
  v.id as version_id, v.version, v.unit, v.samples, v.nulls, v.top_depth_m, v.base_depth_m,
  v.source, v.valid_from, v.execution_id, u.email as author
from curves c
join curve_metadata m on m.id = c.curve_metadata_id
join curve_versions v on v.curve_id = c.id and v.valid_to is null
join users u on u.id = v.author
where c.project_id = $1 and c.retired_at is null and ($2::uuid[] is null or c.well_id = any ($2))
