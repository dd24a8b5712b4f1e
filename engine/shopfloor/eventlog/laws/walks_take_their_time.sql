-- A walk takes exactly the time that was planned and ends where it led; nobody is interrupted, and one that is open
-- at the horizon would end there or later.
WITH steps AS (
    SELECT
        replication, person, event, kind, station, time_us AS from_us, CAST(round(value * 1e6) AS BIGINT) AS planned_us,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us,
        lead(kind) OVER in_order AS kind_after,
        lead(station) OVER in_order AS station_after,
        lag(kind) OVER in_order AS kind_before
    FROM timeline
    WHERE kind IN ('walk_started', 'walk_ended')
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
)
SELECT *
FROM steps
WHERE CASE
    WHEN kind = 'walk_ended' THEN kind_before IS DISTINCT FROM 'walk_started'
    WHEN kind_after IS NULL THEN coalesce(planned_us < until_us - from_us, true)
    ELSE kind_after <> 'walk_ended' OR station_after IS DISTINCT FROM station
        OR until_us - from_us IS DISTINCT FROM planned_us
END
ORDER BY replication, event
