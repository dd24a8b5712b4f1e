-- A job is on its way for exactly the time that was planned; one that is on its way at the horizon would arrive there
-- or later.
WITH moves AS (
    SELECT
        replication, job, event, time_us AS from_us, until_us, CAST(round(value * 1e6) AS BIGINT) AS planned_us,
        until_event = 2147483647 AS is_open
    FROM job_steps
    WHERE kind = 'move_started'
)
SELECT *
FROM moves
WHERE CASE
    WHEN is_open THEN coalesce(planned_us < until_us - from_us, true)
    ELSE until_us - from_us IS DISTINCT FROM planned_us
END
ORDER BY replication, event
