-- Who works here, on which wells, and which curves those have.

create table users (
  id uuid primary key,
  email text not null unique,
  -- login role of the user on a shared server; null on the private one
  db_role name unique,
  created_at timestamptz not null default now()
);

create table projects (
  id uuid primary key,
  name text not null unique check (name <> ''),
  description text not null default '',
  created_by uuid not null references users,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table project_members (
  project_id uuid not null references projects on delete cascade,
  user_id uuid not null references users on delete cascade,
  member_role text not null check (member_role in ('viewer', 'editor', 'owner')),
  primary key (project_id, user_id)
);

create table wells (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  name text not null check (name <> ''),
  -- text: a leading zero is part of the identifier
  uwi text,
  field text,
  company text,
  -- every header item of the file, as written
  header jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, name)
);

create table well_markers (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  well_id uuid not null references wells on delete cascade,
  name text not null,
  md_m double precision not null,
  source text not null default '',
  created_at timestamptz not null default now(),
  unique (well_id, name)
);

create table trajectories (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  well_id uuid not null references wells on delete cascade,
  name text not null,
  is_definitive boolean not null default false,
  -- [{md_m, inclination_deg, azimuth_deg}], md rising
  stations jsonb not null,
  created_at timestamptz not null default now(),
  unique (well_id, name)
);

create table surfaces (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  name text not null,
  object_path text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  unique (project_id, name)
);

-- What a mnemonic means; shared by all projects, filled from the program's mnemonic table and by imports.
create table curve_metadata (
  id uuid primary key,
  mnemonic text not null unique,
  quantity text not null,
  unit text not null,
  aliases text[] not null default '{}',
  scale_left double precision,
  scale_right double precision,
  scale_logarithmic boolean not null default false
);

-- Immutable Parquet objects. The store is never the commit point: this table is.
create table objects (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  well_id uuid not null references wells on delete cascade,
  path text not null unique,
  status text not null default 'staged' check (status in ('staged', 'live', 'condemned')),
  sha256 text not null,
  bytes bigint not null,
  rows bigint not null,
  -- the attempt that staged it; an object of a dead attempt is swept
  execution_id uuid,
  created_at timestamptz not null default now(),
  live_at timestamptz
);
create index objects_staged on objects (created_at) where status = 'staged';

create table curves (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  well_id uuid not null references wells on delete cascade,
  -- mnemonic as the file or the operator wrote it
  curve_id text not null,
  curve_name text not null check (curve_name <> ''),
  curve_metadata_id uuid not null references curve_metadata,
  log_type text not null default 'raw' check (log_type in ('raw', 'derived')),
  unit text not null,
  parquet_file_path text not null,
  parquet_column_name text not null,
  current_version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- set by a roll-back of the execution that created the curve
  retired_at timestamptz,
  unique (well_id, curve_metadata_id, curve_name)
);
create index curves_by_project on curves (project_id);

-- Every version a curve ever had; the open one (valid_to is null) is the one `curves` points to.
create table curve_versions (
  id uuid primary key,
  project_id uuid not null references projects on delete cascade,
  curve_id uuid not null references curves on delete cascade,
  version integer not null,
  object_id uuid not null references objects,
  column_name text not null,
  unit text not null,
  execution_id uuid,
  node_execution_id uuid,
  author uuid not null references users,
  -- `import of FILE`, or `operator_id version`
  source text not null,
  samples bigint not null,
  nulls bigint not null,
  min_value double precision,
  mean_value double precision,
  max_value double precision,
  top_depth_m double precision,
  base_depth_m double precision,
  -- sha256 of the logical column values, so that equal data is known as equal
  values_sha256 text not null,
  depth_sha256 text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  unique (curve_id, version)
);
create unique index curve_versions_current on curve_versions (curve_id) where valid_to is null;
create index curve_versions_by_execution on curve_versions (execution_id);

-- Files that were imported, so that importing one again changes nothing and says so.
create table imported_files (
  project_id uuid not null references projects on delete cascade,
  sha256 text not null,
  path text not null,
  well_id uuid not null references wells on delete cascade,
  imported_by uuid not null references users,
  imported_at timestamptz not null default now(),
  primary key (project_id, sha256)
);
