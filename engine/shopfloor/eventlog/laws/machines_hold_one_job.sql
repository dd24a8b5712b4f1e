-- A machine takes a job only when it is empty, and works on no other job than the one it holds.
WITH changes AS (
    SELECT
        replication, machine, event, time_us, kind, job,
        lag(job) OVER in_order AS job_before,
        lag(kind) OVER in_order AS kind_before,
        lag(time_us) OVER in_order AS time_before_us,
        lag(activity, 1, 'empty') OVER in_order AS activity_before
    FROM machine_slots
    WINDOW in_order AS (PARTITION BY replication, machine ORDER BY event)
)
SELECT replication, machine, event, time_us, kind, job, kind_before, job_before
FROM changes
WHERE NOT CASE
    WHEN kind = 'loaded' THEN activity_before = 'empty'
    WHEN activity_before <> 'empty' THEN job = job_before
    -- a finished job has not left yet when it is blocked, or scrapped, at the same instant
    ELSE coalesce(
        kind IN ('blocked', 'scrapped') AND kind_before = 'work_finished' AND job = job_before
            AND time_us = time_before_us,
        false
    )
END
ORDER BY replication, event
