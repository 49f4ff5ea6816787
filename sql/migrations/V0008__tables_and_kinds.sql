-- Results that are no curves of numbers: tables and single values of a run, curves of texts and of lists.

-- what a sample is: a number, a text such as the name of a zone, or a list of numbers
alter table curves add column kind text not null default 'number'
  check (kind in ('number', 'text', 'array'));

-- A table, or the single values, that a node made of one well. Only the first rows are kept.
create table result_tables (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid not null references pipeline_executions on delete cascade,
  node_execution_id uuid not null references node_executions on delete cascade,
  well_id uuid not null references wells on delete cascade,
  name text not null check (name <> ''),
  -- [{name, unit, kind}]
  columns jsonb not null,
  -- a list of rows, each a list of cells
  rows jsonb not null,
  -- all rows that were made, the kept ones among them
  row_count bigint not null,
  truncated boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  unique (node_execution_id, well_id, name)
);
create index result_tables_by_execution on result_tables (execution_id);

-- written with every item: the writer rings after its commit
create trigger feed_insert after insert on result_tables referencing new table as changed
  for each statement execute function record_change('execution_id', 'project_id', '');
create trigger feed_update after update on result_tables referencing new table as changed
  for each statement execute function record_change('execution_id', 'project_id', '');
create trigger feed_delete after delete on result_tables referencing old table as changed
  for each statement execute function record_change('execution_id', 'project_id', '');
