-- Inserts what is new and updates what differs; an unchanged table is left alone, row by row.
insert into curve_metadata as m
  (id, mnemonic, quantity, unit, aliases, scale_left, scale_right, scale_logarithmic)
select t.id, t.mnemonic, t.quantity, t.unit,
  array(select jsonb_array_elements_text(t.aliases)), t."left", t."right", t.logarithmic
from jsonb_to_recordset($1) as t (
  id uuid, mnemonic text, quantity text, unit text, aliases jsonb,
  "left" float8, "right" float8, logarithmic boolean)
on conflict (mnemonic) do update set
  quantity = excluded.quantity, unit = excluded.unit, aliases = excluded.aliases,
  scale_left = excluded.scale_left, scale_right = excluded.scale_right,
  scale_logarithmic = excluded.scale_logarithmic
where (m.quantity, m.unit, m.aliases, m.scale_left, m.scale_right, m.scale_logarithmic)
  is distinct from (excluded.quantity, excluded.unit, excluded.aliases, excluded.scale_left,
                    excluded.scale_right, excluded.scale_logarithmic)
