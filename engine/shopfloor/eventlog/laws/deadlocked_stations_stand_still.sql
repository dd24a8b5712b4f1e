-- At stations that wait for each other in a cycle no job is ever taken in again, and none gets a place in the cycle.
WITH stuck AS (
    SELECT replication, event, unnest(string_split(detail, '>')) AS station, string_split(detail, '>') AS cycle
    FROM timeline
    WHERE kind = 'deadlocked'
)
SELECT DISTINCT t.replication, t.event, t.time_us, t.kind, t.job, t.station, t.machine, t.detail
FROM timeline AS t
JOIN stuck AS s ON s.replication = t.replication AND s.station = t.station AND t.event > s.event
WHERE t.kind IN ('loaded', 'setup_started', 'work_started', 'work_finished')
    OR (t.kind = 'unblocked' AND list_contains(s.cycle, split_part(t.detail, '>', 2)))
ORDER BY t.replication, t.event
