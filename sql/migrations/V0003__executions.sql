-- Who computed what, from what, with which operator version: written before and after, never erased by a run.

create table pipeline_executions (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  pipeline_id uuid references pipelines on delete set null,
  pipeline_name text not null,
  execution_type text not null check (execution_type in ('node', 'dag')),
  only_node_id text,
  status text not null default 'queued',
  created_at timestamptz not null default clock_timestamp(),
  scheduled_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  execution_time_ms bigint,
  executed_by uuid not null references users,
  executed_by_email text not null,
  triggered_by text not null default 'user',
  mode text not null default 'local' check (mode in ('local', 'worker', 'cluster')),
  -- the definition, the wells and the parameters as they were
  dag_snapshot jsonb not null,
  input_parameters jsonb not null default '{}',
  input_snapshots jsonb not null default '[]',
  resolved_operators jsonb not null default '[]',
  engine_versions jsonb not null default '{}',
  node_execution_ids uuid[] not null default '{}',
  wells_total integer not null default 0,
  wells_done integer not null default 0,
  wells_failed integer not null default 0,
  wells_skipped integer not null default 0,
  result_summary jsonb,
  final_output jsonb,
  metrics jsonb not null default '{}',
  error_message text,
  error_details jsonb,
  content_hash text,
  otel_trace_id text not null,
  logs_uri text,
  session_id uuid,
  -- the runner that computes it; it fences itself when the lease runs out
  runner_id uuid,
  lease_until timestamptz,
  -- cancel is a durable wish (requested), then a fact (acknowledged)
  cancel_requested_at timestamptz,
  cancel_requested_by uuid references users,
  cancel_acknowledged_at timestamptz
);
create index pipeline_executions_by_project on pipeline_executions (project_id, created_at desc);
create index pipeline_executions_by_pipeline on pipeline_executions (pipeline_id, created_at desc);
create index pipeline_executions_active on pipeline_executions (lease_until)
  where status in ('pending', 'queued', 'running');

create table node_executions (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid not null references pipeline_executions on delete cascade,
  pipeline_id uuid references pipelines on delete set null,
  -- position in the plan
  ordinal integer not null,
  node_id text not null,
  node_name text not null,
  execution_type text not null check (execution_type in ('node', 'dag')),
  parent_execution_id uuid,
  operator_id text,
  operator_version text,
  status text not null default 'queued',
  started_at timestamptz,
  completed_at timestamptz,
  execution_time_ms bigint,
  executed_by uuid not null references users,
  executed_by_email text not null,
  input_curve_ids uuid[] not null default '{}',
  input_curve_count integer not null default 0,
  output_curve_ids uuid[] not null default '{}',
  output_curve_count integer not null default 0,
  -- {input_curve_id: {mode, output_curve_id, suffix}}
  output_curve_mapping jsonb not null default '{}',
  input jsonb,
  output jsonb,
  node_config_snapshot jsonb not null,
  operator_config_snapshot jsonb,
  input_data_snapshot jsonb,
  result_summary jsonb,
  metrics jsonb not null default '{}',
  wells_total integer not null default 0,
  wells_done integer not null default 0,
  wells_failed integer not null default 0,
  wells_skipped integer not null default 0,
  error_message text,
  error_details jsonb,
  attempt integer not null default 1,
  parent_attempt uuid references node_executions,
  retry_count integer not null default 0,
  content_hash text,
  otel_trace_id text not null,
  logs_uri text,
  unique (execution_id, node_id, attempt)
);
create index node_executions_by_node on node_executions (pipeline_id, node_id);

-- One row for each (node, well): the grain of work, of claims and of commits.
create table node_well_results (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid not null references pipeline_executions on delete cascade,
  node_execution_id uuid not null references node_executions on delete cascade,
  well_id uuid not null references wells on delete cascade,
  status text not null default 'queued',
  attempt integer not null default 1,
  -- rises with every claim; a commit that carries an older one is refused
  fencing_token bigint not null default 0,
  runner_id uuid,
  lease_until timestamptz,
  -- execution:node:well; makes a replayed commit return the first result
  commit_key text unique,
  started_at timestamptz,
  completed_at timestamptz,
  rows_in bigint not null default 0,
  rows_out bigint not null default 0,
  output_curve_ids uuid[] not null default '{}',
  error_message text,
  error_details jsonb,
  unique (node_execution_id, well_id, attempt)
);
create index node_well_results_by_execution on node_well_results (execution_id, status);

create table execution_logs (
  id bigint generated always as identity primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid not null references pipeline_executions on delete cascade,
  node_execution_id uuid references node_executions on delete cascade,
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  data jsonb not null default '{}',
  "timestamp" timestamptz not null default clock_timestamp()
);
create index execution_logs_by_execution on execution_logs (execution_id, id);

-- Which version of which curve came from which, and how.
create table pipeline_lineage (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid not null references pipeline_executions on delete cascade,
  node_execution_id uuid references node_executions on delete cascade,
  source_node_id text,
  target_node_id text not null,
  source_version_id uuid references curve_versions on delete cascade,
  target_version_id uuid not null references curve_versions on delete cascade,
  source_data_snapshot jsonb not null default '{}',
  transformation_type text not null,
  transformation_config jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index pipeline_lineage_by_target on pipeline_lineage (target_version_id);
create index pipeline_lineage_by_source on pipeline_lineage (source_version_id);

create table cache_index (
  cache_key text not null,
  project_id uuid not null references projects on delete cascade,
  operator_id text not null,
  impl_digest text not null,
  object_id uuid not null references objects on delete cascade,
  columns jsonb not null,
  created_at timestamptz not null default now(),
  last_hit_at timestamptz,
  hits bigint not null default 0,
  primary key (project_id, cache_key)
);

create table sessions (
  session_id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  execution_id uuid references pipeline_executions on delete set null,
  user_id uuid not null references users,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  quality text,
  events_captured bigint not null default 0,
  stream_duration_ms bigint not null default 0,
  bytes bigint not null default 0,
  recording_uri text
);

-- States change only along these arrows; a final state stays.
create function check_status_transition() returns trigger
language plpgsql as $$
begin
  if old.status = new.status then
    return new;
  end if;
  if not (
    (old.status = 'pending' and new.status in ('queued', 'running', 'skipped', 'cancelled', 'failed'))
    -- records are written in batches, so a short item may be seen to end before it is seen to run
    or (old.status = 'queued' and new.status in
      ('running', 'completed', 'partial', 'skipped', 'cancelled', 'failed'))
    or (old.status = 'running' and new.status in ('completed', 'partial', 'failed', 'cancelled', 'skipped'))
  ) then
    raise exception 'a % cannot go from % to %', tg_argv[0], old.status, new.status
      using errcode = 'check_violation', constraint = 'status_transition';
  end if;
  return new;
end
$$;

create function check_status_name() returns trigger
language plpgsql as $$
begin
  if new.status not in
    ('pending', 'queued', 'running', 'completed', 'partial', 'failed', 'cancelled', 'skipped') then
    raise exception 'a % has no status %', tg_argv[0], new.status
      using errcode = 'check_violation', constraint = 'status_name';
  end if;
  return new;
end
$$;

create trigger status_transition before update of status on pipeline_executions
  for each row execute function check_status_transition('run');
create trigger status_transition before update of status on node_executions
  for each row execute function check_status_transition('node execution');
create trigger status_transition before update of status on node_well_results
  for each row execute function check_status_transition('well of a node');
create trigger status_name before insert on pipeline_executions
  for each row execute function check_status_name('run');
create trigger status_name before insert on node_executions
  for each row execute function check_status_name('node execution');
create trigger status_name before insert on node_well_results
  for each row execute function check_status_name('well of a node');
