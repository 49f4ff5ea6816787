-- Remembers the kernels behind versions; one that was there before is now the one seen last.
-- $1 operators, $2 versions, $3 digests
insert into operator_kernels (operator_id, version, impl_digest, seen_at)
select t.*, now() from unnest($1::text[], $2::text[], $3::text[]) as t
on conflict (operator_id, version, impl_digest) do update set seen_at = excluded.seen_at
