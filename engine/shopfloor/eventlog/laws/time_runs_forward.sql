-- Time never runs backwards, and everything happens within [0, horizon).
SELECT replication, event, kind, time_us, lag(time_us, 1, 0) OVER in_order AS time_before_us
FROM timeline
WINDOW in_order AS (PARTITION BY replication ORDER BY event)
QUALIFY time_us < time_before_us OR time_us >= (SELECT horizon_us FROM plant)
ORDER BY replication, event
