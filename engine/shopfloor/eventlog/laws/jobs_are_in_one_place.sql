-- A job stays at the station whose queue it entered, and in the machine that it was loaded into, until it moves on.
SELECT replication, job, event, time_us, kind, station, machine, kind_before
FROM job_steps
WHERE kind NOT IN ('job_released', 'job_lost', 'queue_entered', 'job_completed')
    AND (NOT same_station OR (kind <> 'loaded' AND NOT same_machine))
ORDER BY replication, event
