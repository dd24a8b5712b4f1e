-- An event names all that its kind is about: job and product, station and machine, failure mode, or whose shift it is.
SELECT replication, event, kind, job, product, station, machine, person, detail
FROM timeline
WHERE CASE
    WHEN kind IN ('job_released', 'job_completed') THEN job IS NULL OR product IS NULL
    WHEN kind IN ('job_lost', 'queue_entered') THEN job IS NULL OR product IS NULL OR station IS NULL
    WHEN kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
        THEN machine IS NULL OR detail IS NULL
    WHEN kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')
        THEN (person IS NULL) = (machine IS NULL)
    ELSE job IS NULL OR product IS NULL OR machine IS NULL
END
ORDER BY replication, event
