-- The columns of a table that outputs write, with the units that their comments hold; no row where there is none.
-- $1 schema, $2 table
select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
  coalesce(col_description(c.oid, a.attnum), '') as unit,
  c.relkind in ('r', 'p') as is_table
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1::text and c.relname = $2::text
order by a.attnum
