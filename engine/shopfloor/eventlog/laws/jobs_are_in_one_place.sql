-- A job stays at the station whose queue it entered, and in the machine that it was loaded into, until it moves on;
-- and it arrives where it was sent.
SELECT replication, job, event, time_us, kind, station, machine, kind_before, detail_before
FROM job_steps
WHERE CASE
    WHEN kind = 'moved' THEN station IS DISTINCT FROM detail_before
    WHEN kind = 'queue_entered' THEN kind_before = 'moved' AND NOT same_station
    WHEN kind IN ('loaded', 'move_started') THEN NOT same_station
    WHEN kind NOT IN ('job_ordered', 'job_released', 'job_lost', 'job_completed', 'stocked', 'assembled')
        THEN NOT same_station OR NOT same_machine
END
ORDER BY replication, event
