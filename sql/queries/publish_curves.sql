-- Inserts new curves and moves the pointers of overwritten ones to the new object.
-- $1 versions, $2 project, $3 well, $4 key of the object
insert into curves as c
  (id, project_id, well_id, curve_id, curve_name, curve_metadata_id, log_type, unit, kind,
   parquet_file_path, parquet_column_name)
select t.curve_id, $2::uuid, $3::uuid, t.mnemonic, t.name, t.metadata_id, t.log_type, t.unit,
  t.kind, $4::text, t.name
from jsonb_to_recordset($1) as t (
  curve_id uuid, mnemonic text, name text, metadata_id uuid, log_type text, unit text,
  kind text)
order by t.curve_id
on conflict (id) do update set
  unit = excluded.unit,
  parquet_file_path = excluded.parquet_file_path,
  parquet_column_name = excluded.parquet_column_name,
  current_version = c.current_version + 1,
  retired_at = null,
  updated_at = clock_timestamp()
