-- What ended in each of the equal batches of [warm_up, horizon): completed jobs with their lead time, visits with their
-- wait.
WITH window_ AS (
    SELECT warm_up_us, horizon_us, horizon_us - warm_up_us AS window_us FROM plant
),
ended AS (
    SELECT
        unnest(['plant', 'product:' || product]) AS subject, completed_us AS ended_us, 1 AS ends, 'lead_time' AS kpi,
        lead_us AS length_us
    FROM jobs
    WHERE completed_us IS NOT NULL
    UNION ALL
    SELECT 'station:' || station, left_us, 1, 'waiting_time', waiting_us
    FROM visits
    WHERE left_us IS NOT NULL
)
SELECT
    subject, kpi, (ended_us - warm_up_us) * $batches // window_us AS batch,
    count(*) AS ends, count(length_us) AS measured, CAST(coalesce(sum(length_us), 0) AS HUGEINT) AS length_us
FROM ended
CROSS JOIN window_
WHERE ended_us >= warm_up_us
GROUP BY subject, kpi, batch
