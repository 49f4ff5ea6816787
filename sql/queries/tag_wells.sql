-- Gives wells a tag, or takes it from them; wells that have it, or have not, stay untouched.
-- $1 project, $2 wells, $3 tag, $4 whether to take it away
update wells set
  tags = case when $4 then array_remove(tags, $3::text) else array_append(tags, $3::text) end,
  updated_at = now()
where project_id = $1 and id = any ($2) and (tags @> array[$3::text]) = $4::boolean
