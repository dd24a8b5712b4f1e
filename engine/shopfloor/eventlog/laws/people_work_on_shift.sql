-- Nobody does anything off shift, in a break or in a shift that he or she is absent from; who is busy leaves
-- afterwards.
SELECT replication, person, event, time_us, presence, task.activity AS activity, task.machine AS machine
FROM people_moments
WHERE task.activity IS NOT NULL AND presence <> 'idle'
ORDER BY replication, event
