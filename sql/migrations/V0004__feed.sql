-- The change feed: the outbox is the truth, NOTIFY only wakes.
--
-- Readers keep a cursor on (xid, seq) and read only below pg_snapshot_xmin(pg_current_snapshot()):
-- a cursor on seq alone would lose rows, since a sequence is drawn before its transaction commits.

create table outbox (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  topic text not null,
  project_id uuid,
  -- id of what a reader must fetch again: the run for its nodes and logs, the well for its curves
  key uuid,
  at timestamptz not null default now(),
  primary key (xid, seq)
);
create index outbox_by_age on outbox (at);

-- Statement-level, with a transition table: ten thousand rows of one run make one outbox row.
-- Arguments: key column, project column, `notify` where the table is written seldom.
create function record_change() returns trigger
language plpgsql as $$
begin
  execute format(
    'insert into outbox (topic, project_id, key) select distinct %L, %s, %I from changed',
    tg_table_name,
    case when tg_argv[1] = '' then 'null::uuid' else quote_ident(tg_argv[1]) end,
    tg_argv[0]
  );
  if tg_argv[2] = 'notify' then
    notify mudrock;
  end if;
  return null;
end
$$;

do $$
declare
  fed record;
begin
  for fed in
    select * from (values
      ('projects', 'id', 'id', 'notify'),
      ('wells', 'id', 'project_id', 'notify'),
      ('well_markers', 'well_id', 'project_id', ''),
      ('curves', 'well_id', 'project_id', 'notify'),
      ('pipelines', 'id', 'project_id', 'notify'),
      ('pipeline_executions', 'id', 'project_id', 'notify'),
      -- hot tables: the writer rings after its commit, at most ten times a second
      ('node_executions', 'execution_id', 'project_id', ''),
      ('node_well_results', 'execution_id', 'project_id', ''),
      ('execution_logs', 'execution_id', 'project_id', '')
    ) as t (name, key_column, project_column, ring)
  loop
    execute format(
      'create trigger feed_insert after insert on %I referencing new table as changed '
      'for each statement execute function record_change(%L, %L, %L)',
      fed.name, fed.key_column, fed.project_column, fed.ring);
    execute format(
      'create trigger feed_update after update on %I referencing new table as changed '
      'for each statement execute function record_change(%L, %L, %L)',
      fed.name, fed.key_column, fed.project_column, fed.ring);
    execute format(
      'create trigger feed_delete after delete on %I referencing old table as changed '
      'for each statement execute function record_change(%L, %L, %L)',
      fed.name, fed.key_column, fed.project_column, fed.ring);
  end loop;
end
$$;
