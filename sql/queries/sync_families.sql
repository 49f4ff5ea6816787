-- Inserts the families of operators that are new, and renames those that are called otherwise.
-- $1 [{slug, title, kind}]
insert into operator_families as f (slug, title, kind)
select t.slug, t.title, t.kind
from jsonb_to_recordset($1) as t (slug text, title text, kind text)
on conflict (slug) do update set title = excluded.title, kind = excluded.kind
where (f.title, f.kind) is distinct from (excluded.title, excluded.kind)
