-- Little's law, as an identity: the jobs in the plant summed over time are the times of the jobs in the plant summed
-- up.
WITH counted AS (
    SELECT
        replication, time_us,
        sum(CASE kind WHEN 'job_released' THEN 1 ELSE -1 END) OVER in_order AS jobs_in_plant,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us
    FROM timeline
    WHERE kind IN ('job_released', 'job_completed', 'scrapped', 'job_lost', 'assembled')
    WINDOW in_order AS (PARTITION BY replication ORDER BY event ROWS UNBOUNDED PRECEDING)
),
over_time AS (
    SELECT replication, sum(jobs_in_plant * (until_us - time_us)) AS jobs_over_time_us
    FROM counted
    GROUP BY replication
),
over_jobs AS (
    SELECT replication, sum(coalesce(ended_us, (SELECT horizon_us FROM plant)) - released_us) AS times_in_plant_us
    FROM jobs
    GROUP BY replication
)
SELECT
    replication,
    CAST(jobs_over_time_us AS VARCHAR) AS jobs_over_time_us,
    CAST(times_in_plant_us AS VARCHAR) AS times_in_plant_us
FROM over_time
FULL JOIN over_jobs USING (replication)
WHERE jobs_over_time_us IS DISTINCT FROM times_in_plant_us
ORDER BY replication
