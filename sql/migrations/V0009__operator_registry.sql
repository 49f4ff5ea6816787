-- The registry is kept in step with the program, and tells where a kernel changed under its version.

alter table operator_registry
  add column channel text not null default 'stable'
    check (channel in ('stable', 'beta', 'canary')),
  -- what to use instead of a deprecated version: another operator, or replacement_version of this one
  add column replacement_operator text,
  -- whether the program that was in step last has it
  add column runnable boolean not null default true,
  -- sha256 of all that the program says of the version, so that only changed rows are written
  add column fingerprint text not null default '',
  add column updated_at timestamptz not null default now();

-- who set a channel to another version than the program has in it; null where nobody did
alter table operator_channels add column set_by uuid references users;

-- every kernel that ever stood behind a version: more than one is a change without a new version
create table operator_kernels (
  operator_id text not null,
  version text not null,
  impl_digest text not null,
  seen_at timestamptz not null default now(),
  primary key (operator_id, version, impl_digest),
  foreign key (operator_id, version) references operator_registry (operator_id, version)
);
