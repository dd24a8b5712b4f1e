-- One row per change of what is in a machine: the job there and what is done with it from now on
-- (empty, held, setup, productive, blocked), whether or not the machine is able to do it.
SELECT
    replication, station, machine, event, time_us, kind,
    CASE
        WHEN kind IN ('work_finished', 'scrapped') OR (kind = 'unblocked' AND detail = 'after_service') THEN 'empty'
        WHEN kind IN ('setup_started', 'setup_resumed') THEN 'setup'
        WHEN kind IN ('work_started', 'work_resumed', 'work_restarted') THEN 'productive'
        WHEN kind = 'blocked' THEN 'blocked'
        ELSE 'held'
    END AS activity,
    job, person
FROM timeline
WHERE machine IS NOT NULL AND kind IN (
    'loaded', 'setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished', 'work_started',
    'work_interrupted', 'work_resumed', 'work_restarted', 'work_finished', 'blocked', 'unblocked', 'scrapped'
)
