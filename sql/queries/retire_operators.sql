-- Marks versions that the program does not have as deprecated and not runnable, and takes the mark of
-- the newest from all that are not; no row is deleted, since runs name it.
-- $1 operators, $2 their versions, $3 whether each is the newest
update operator_registry as r set
  runnable = known.version is not null,
  is_latest = false,
  deprecated_at = case when known.version is null then coalesce(r.deprecated_at, now())
    else r.deprecated_at end,
  fingerprint = '',
  updated_at = now()
from operator_registry as here
left join unnest($1::text[], $2::text[], $3::boolean[]) as known (operator_id, version, is_latest)
  using (operator_id, version)
where r.id = here.id
  and (known.version is null and here.runnable
    or here.is_latest and known.is_latest is not true)
