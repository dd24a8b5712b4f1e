-- An event names all that its kind is about: job and product, station and machine, what failed or was found, or who
-- it was.
SELECT replication, event, kind, job, product, station, machine, person, detail
FROM timeline
WHERE CASE
    WHEN kind IN ('job_ordered', 'job_released', 'job_completed', 'stocked') THEN job IS NULL OR product IS NULL
    WHEN kind IN ('job_lost', 'queue_entered', 'moved') THEN job IS NULL OR product IS NULL OR station IS NULL
    WHEN kind = 'move_started' THEN job IS NULL OR product IS NULL OR station IS NULL OR detail IS NULL
    WHEN kind IN (
        'failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired', 'maintenance_due',
        'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished'
    ) THEN machine IS NULL OR detail IS NULL
    WHEN kind = 'batch_formed' THEN machine IS NULL
    WHEN kind = 'deadlocked' THEN station IS NULL OR detail IS NULL
    WHEN kind = 'measured' THEN (person IS NULL) = (machine IS NULL) OR detail IS NULL
    WHEN kind = 'assigned' THEN person IS NULL OR machine IS NULL OR detail IS NULL
    WHEN kind IN ('walk_started', 'walk_ended') THEN person IS NULL OR station IS NULL
    WHEN kind = 'absent' THEN person IS NULL
    WHEN kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')
        THEN (person IS NULL) = (machine IS NULL)
    WHEN kind IN ('blocked', 'unblocked') THEN job IS NULL OR product IS NULL OR machine IS NULL OR NOT contains(detail, '>')
    WHEN kind = 'defect_made' THEN job IS NULL OR product IS NULL OR station IS NULL OR detail IS NULL
    WHEN kind IN ('parts_awaited', 'inspected', 'reworked', 'scrapped', 'assembled')
        THEN job IS NULL OR product IS NULL OR machine IS NULL OR detail IS NULL
    ELSE job IS NULL OR product IS NULL OR machine IS NULL
END
ORDER BY replication, event
