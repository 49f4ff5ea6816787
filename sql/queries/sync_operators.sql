-- Writes versions of operators as the program says they are.
-- $1 [{id, operator_id, operator_name, category, description, version, channel, input_schema,
--      output_schema, parameters_schema, implementation_path, impl_digest, is_latest, deprecated,
--      replacement_version, replacement_operator, schema_compatible, family, fingerprint}]
insert into operator_registry as r
  (id, operator_id, operator_name, category, description, version, channel, input_schema,
   output_schema, parameters_schema, implementation_path, impl_digest, is_latest, deprecated_at,
   replacement_version, replacement_operator, schema_compatible, family, fingerprint)
select t.id, t.operator_id, t.operator_name, t.category, t.description, t.version, t.channel,
  t.input_schema, t.output_schema, t.parameters_schema, t.implementation_path, t.impl_digest,
  t.is_latest, case when t.deprecated then now() end, t.replacement_version,
  t.replacement_operator, t.schema_compatible, t.family, t.fingerprint
from jsonb_to_recordset($1) as t (
  id uuid, operator_id text, operator_name text, category text, description text, version text,
  channel text, input_schema jsonb, output_schema jsonb, parameters_schema jsonb,
  implementation_path text, impl_digest text, is_latest boolean, deprecated boolean,
  replacement_version text, replacement_operator text, schema_compatible boolean, family text,
  fingerprint text)
on conflict (operator_id, version) do update set
  operator_name = excluded.operator_name, category = excluded.category,
  description = excluded.description, channel = excluded.channel,
  input_schema = excluded.input_schema, output_schema = excluded.output_schema,
  parameters_schema = excluded.parameters_schema,
  implementation_path = excluded.implementation_path, impl_digest = excluded.impl_digest,
  is_latest = excluded.is_latest,
  -- The day on which a version was deprecated stays; one that came back is deprecated no more.
  deprecated_at = case when excluded.deprecated_at is not null
    then coalesce(r.deprecated_at, excluded.deprecated_at) end,
  replacement_version = excluded.replacement_version,
  replacement_operator = excluded.replacement_operator,
  schema_compatible = excluded.schema_compatible, family = excluded.family,
  fingerprint = excluded.fingerprint, runnable = true, updated_at = now()
