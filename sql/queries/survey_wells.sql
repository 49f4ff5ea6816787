-- Wells with what they are chosen by.
-- $1 project, $2 wells, or null for all
select id, name, uwi, field, tags
from wells
where project_id = $1 and ($2::uuid[] is null or id = any ($2))
