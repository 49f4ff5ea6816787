-- Curves at their current version; the caller appends where and order by.
select
  c.id, c.well_id, w.name as well_name, c.curve_name, c.kind, c.parquet_file_path, c.parquet_column_name,
  m.mnemonic, m.quantity, m.scale_left, m.scale_right, m.scale_logarithmic,
  v.id as version_id, v.version, v.unit, v.samples, v.nulls, v.min_value, v.mean_value, v.max_value,
  v.top_depth_m, v.base_depth_m, v.depth_sha256, v.values_sha256, v.source, v.valid_from, u.email as author
from curves c
join wells w on w.id = c.well_id
join curve_metadata m on m.id = c.curve_metadata_id
join curve_versions v on v.curve_id = c.id and v.valid_to is null
join users u on u.id = v.author
