-- What can be computed, and the graphs that say how.

create table operator_families (
  slug text primary key,
  title text not null,
  kind text not null check (kind in ('scalar', 'aggregate', 'window', 'table', 'io', 'control'))
);

create table operator_registry (
  id uuid primary key,
  operator_id text not null,
  operator_name text not null,
  category text not null
    check (category in ('subsurface', 'signal', 'wells', 'mining', 'arrays', 'quality')),
  description text not null,
  version text not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+'),
  version_major integer generated always as (split_part(version, '.', 1)::integer) stored,
  version_minor integer generated always as (split_part(version, '.', 2)::integer) stored,
  version_patch integer generated always as
    (substring(split_part(version, '.', 3) from '^[0-9]+')::integer) stored,
  input_schema jsonb not null,
  output_schema jsonb not null,
  parameters_schema jsonb not null,
  implementation_type text not null default 'native_rust'
    check (implementation_type in ('native_rust', 'udf', 'wasm')),
  implementation_path text not null,
  impl_digest text not null,
  is_builtin boolean not null default true,
  created_by uuid references users,
  created_at timestamptz not null default now(),
  is_latest boolean not null default true,
  deprecated_at timestamptz,
  replacement_version text,
  schema_compatible boolean not null default true,
  family text references operator_families,
  unique (operator_id, version)
);
create unique index operator_registry_latest on operator_registry (operator_id) where is_latest;

create table operator_channels (
  operator_id text not null,
  channel_name text not null check (channel_name ~ '^(stable|beta|canary|lts-.+)$'),
  version text not null,
  updated_at timestamptz not null default now(),
  primary key (operator_id, channel_name),
  foreign key (operator_id, version) references operator_registry (operator_id, version)
);

create table pipelines (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  name text not null check (name <> ''),
  description text not null default '',
  version text not null default '1.0.0',
  dag_definition jsonb not null,
  -- sha256 of the file last imported: importing it again unchanged leaves the stored suffixes alone
  source_sha256 text,
  created_by uuid not null references users,
  created_at timestamptz not null default now(),
  -- optimistic lock: a save names the value it read
  updated_at timestamptz not null default now(),
  updated_by uuid not null references users,
  tags text[] not null default '{}',
  is_active boolean not null default true,
  is_public boolean not null default false,
  unique (project_id, name, version)
);

create table pipeline_nodes (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  pipeline_id uuid not null references pipelines on delete cascade,
  node_id text not null,
  node_name text not null,
  node_type text not null check (node_type in ('ingestion', 'operator', 'output')),
  node_config jsonb not null,
  input_schema jsonb,
  output_schema jsonb,
  dependencies jsonb not null default '[]',
  position_x double precision,
  position_y double precision,
  input_curve_ids uuid[] not null default '{}',
  input_to_output_curve_mapping jsonb not null default '{}',
  metadata jsonb not null default '{}',
  execution_hints jsonb not null default '{}',
  unique (pipeline_id, node_id)
);

create table pipeline_edges (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  pipeline_id uuid not null references pipelines on delete cascade,
  source_node_id text not null,
  target_node_id text not null,
  edge_type text not null default 'data_flow'
    check (edge_type in ('data_flow', 'conditional', 'error')),
  unique (pipeline_id, source_node_id, target_node_id),
  foreign key (pipeline_id, source_node_id) references pipeline_nodes (pipeline_id, node_id)
    on delete cascade deferrable initially deferred,
  foreign key (pipeline_id, target_node_id) references pipeline_nodes (pipeline_id, node_id)
    on delete cascade deferrable initially deferred
);

create table pipeline_revisions (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  pipeline_id uuid not null references pipelines on delete cascade,
  parent_revision_id uuid references pipeline_revisions,
  revision_message text not null,
  snapshot jsonb not null,
  created_at timestamptz not null default now(),
  created_by uuid not null references users
);

create table pipeline_branches (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  pipeline_id uuid not null references pipelines on delete cascade,
  branch_name text not null,
  head_revision_id uuid not null references pipeline_revisions,
  unique (pipeline_id, branch_name)
);
