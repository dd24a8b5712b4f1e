-- A job that enters a queue counts the jobs that wait there, itself included.
WITH counted AS (
    SELECT
        replication, station, event, time_us, kind, job, value,
        sum(CASE kind WHEN 'queue_entered' THEN 1 ELSE -1 END) OVER in_order AS waiting
    FROM timeline
    WHERE kind IN ('queue_entered', 'loaded')
    WINDOW in_order AS (PARTITION BY replication, station ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT replication, station, event, time_us, job, value, CAST(waiting AS BIGINT) AS waiting
FROM counted
WHERE kind = 'queue_entered' AND value IS DISTINCT FROM waiting
ORDER BY replication, event
