-- Points channels to the versions that the program has in them, but for those that somebody has set.
-- $1 operators, $2 channels, $3 versions
with known as (
  select * from unnest($1::text[], $2::text[], $3::text[])
    as t (operator_id, channel_name, version)
), emptied as (
  delete from operator_channels as c
  where c.set_by is null and not exists (
    select from known
    where known.operator_id = c.operator_id and known.channel_name = c.channel_name)
)
insert into operator_channels as c (operator_id, channel_name, version)
select operator_id, channel_name, version from known
on conflict (operator_id, channel_name) do update
  set version = excluded.version, updated_at = now()
where c.set_by is null and c.version <> excluded.version
