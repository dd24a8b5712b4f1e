-- A job that is sent back tells how often this station has sent it back, this time included.
SELECT
    replication, job, station, event, time_us, value AS told,
    count(*) OVER (PARTITION BY replication, job, station ORDER BY event ROWS UNBOUNDED PRECEDING) AS times
FROM timeline
WHERE kind = 'reworked'
QUALIFY value IS DISTINCT FROM times
ORDER BY replication, event
