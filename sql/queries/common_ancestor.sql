-- The newest revision that two revisions both come from; a child is always younger than its parents.
-- $1 and $2 revisions
with recursive before_left as (
  select $1::uuid as id
  union
  select p.id from before_left b
  join pipeline_revisions r on r.id = b.id
  cross join lateral (values (r.parent_revision_id), (r.merged_revision_id)) as p (id)
  where p.id is not null
), before_right as (
  select $2::uuid as id
  union
  select p.id from before_right b
  join pipeline_revisions r on r.id = b.id
  cross join lateral (values (r.parent_revision_id), (r.merged_revision_id)) as p (id)
  where p.id is not null
)
select r.id
from pipeline_revisions r
where r.id in (select id from before_left) and r.id in (select id from before_right)
order by r.created_at desc, r.id desc
limit 1
