-- Nobody is given a task who is busy, off shift, in a break or absent.
SELECT replication, person, event, time_us, presence, task.activity AS activity, task.machine AS machine
FROM people_moments
WHERE kind = 'assigned' AND (task.activity IS NOT NULL OR presence <> 'idle')
ORDER BY replication, event
