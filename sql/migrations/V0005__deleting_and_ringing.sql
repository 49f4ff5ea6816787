-- A well can be deleted with its versions, and a statement that changes nothing wakes nobody.

-- Checked at the end of the transaction: a well's objects and its versions go by two ways, and the
-- objects came first.
alter table curve_versions alter constraint curve_versions_object_id_fkey
  deferrable initially deferred;

-- As before, but NOTIFY only after a row of the outbox: heart-beats mostly touch nothing.
create or replace function record_change() returns trigger
language plpgsql as $$
declare
  recorded bigint;
begin
  execute format(
    'insert into outbox (topic, project_id, key) select distinct %L, %s, %I from changed',
    tg_table_name,
    case when tg_argv[1] = '' then 'null::uuid' else quote_ident(tg_argv[1]) end,
    tg_argv[0]
  );
  get diagnostics recorded = row_count;
  if recorded > 0 and tg_argv[2] = 'notify' then
    notify mudrock;
  end if;
  return null;
end
$$;
