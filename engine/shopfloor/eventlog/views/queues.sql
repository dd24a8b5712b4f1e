-- One row per event that changes the queue of a station: how many jobs wait from this event on.
SELECT
    replication, station, event, time_us, kind, job, value,
    CAST(sum(CASE kind WHEN 'queue_entered' THEN 1 ELSE -1 END) OVER in_order AS BIGINT) AS waiting,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us
FROM timeline
WHERE kind IN ('queue_entered', 'loaded')
WINDOW in_order AS (PARTITION BY replication, station ORDER BY event ROWS UNBOUNDED PRECEDING)
