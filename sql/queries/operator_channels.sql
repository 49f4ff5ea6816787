-- Returns the channels of operators, with who set them where somebody did.
-- $1 operator, or null for all
select c.operator_id, c.channel_name, c.version, c.updated_at, u.email as set_by, r.runnable
from operator_channels c
join operator_registry r using (operator_id, version)
left join users u on u.id = c.set_by
where $1::text is null or c.operator_id = $1
order by c.operator_id, c.channel_name
