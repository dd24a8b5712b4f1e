-- Nobody begins anything off shift or in a break, and nobody leaves before what was begun is finished or interrupted.
SELECT replication, person, event, time_us, presence, task.activity AS activity, task.machine AS machine
FROM people_moments
WHERE task.activity IS NOT NULL AND presence <> 'idle'
ORDER BY replication, event
