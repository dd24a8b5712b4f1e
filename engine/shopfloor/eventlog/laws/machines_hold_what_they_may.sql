-- A machine takes jobs only when it is empty (a batch at once, and no more than it holds), and works on none but
-- those.
WITH batches_loaded AS (
    SELECT
        j.replication, j.machine, j.event, j.kind, j.was_inside,
        sum(CAST(j.is_inside AS INTEGER) - CAST(j.was_inside AS INTEGER)) OVER so_far AS jobs,
        coalesce(lag(j.kind) OVER so_far = 'loaded' AND lag(j.time_us) OVER so_far = j.time_us, false) AS follows_another
    FROM job_steps AS j
    JOIN stations AS s ON s.station = j.station AND s.batch_max > 1
    WHERE j.machine IS NOT NULL AND (j.is_inside OR j.was_inside)
    WINDOW so_far AS (PARTITION BY j.replication, j.machine ORDER BY j.event ROWS UNBOUNDED PRECEDING)
),
broken AS (
    SELECT m.replication, m.machine, m.event, 'holds too many' AS trouble
    FROM machine_moments AS m
    JOIN stations AS s ON s.station = m.station AND m.jobs > s.batch_max
    UNION ALL
    SELECT replication, machine, event, 'is not empty'
    FROM batches_loaded
    WHERE kind = 'loaded' AND jobs > 1 AND NOT follows_another
    UNION ALL  -- a finished job has not left yet when it is blocked at the same instant
    SELECT replication, machine, event, 'does not hold this job'
    FROM job_steps
    WHERE is_inside AND kind <> 'loaded'
        AND NOT (same_machine AND (was_inside OR (kind = 'blocked' AND time_us = time_before_us)))
)
SELECT b.replication, b.machine, b.event, t.time_us, t.kind, t.job, b.trouble
FROM broken AS b
JOIN timeline AS t ON t.replication = b.replication AND t.event = b.event
ORDER BY b.replication, b.event
