-- Keeps a draft where nobody kept it since, and tells its number; no row where somebody did.
-- $1 user, $2 pipeline, $3 project, $4 branch, $5 base definition, $6 when the base was stored,
-- $7 definition, $8 history, $9 who keeps it, $10 number to go on from, null for a first keeping
with gone_on as (
  update pipeline_drafts set project_id = $3, branch_name = $4, base_definition = $5,
    base_updated_at = $6, definition = $7, history = $8, kept_by = $9, ordinal = ordinal + 1,
    updated_at = clock_timestamp()
  where user_id = $1 and pipeline_id = $2 and ordinal = $10
  returning ordinal
), begun as (
  insert into pipeline_drafts (user_id, pipeline_id, project_id, branch_name, base_definition,
    base_updated_at, definition, history, kept_by)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9 where $10::bigint is null
  on conflict (user_id, pipeline_id) do nothing
  returning ordinal
)
select ordinal from gone_on union all select ordinal from begun
