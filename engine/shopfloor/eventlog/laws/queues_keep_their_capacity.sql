-- When all that happens at an instant has happened, no more jobs wait in front of a station than there are places.
WITH counted AS (
    SELECT
        replication, station, event, time_us,
        sum(CASE kind WHEN 'queue_entered' THEN 1 ELSE -1 END) OVER in_order AS waiting,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us
    FROM timeline
    WHERE kind IN ('queue_entered', 'loaded')
    WINDOW in_order AS (PARTITION BY replication, station ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    c.replication, c.station, c.event, c.time_us AS from_us, c.until_us, CAST(c.waiting AS BIGINT) AS waiting,
    s.queue_capacity
FROM counted AS c
JOIN stations AS s ON s.station = c.station
WHERE c.until_us > c.time_us AND (c.waiting > s.queue_capacity OR c.waiting < 0)
ORDER BY c.replication, c.event
