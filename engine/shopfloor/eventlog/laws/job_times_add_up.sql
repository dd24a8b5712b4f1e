-- Every microsecond of a job's life has one reason: the times of its reasons add up to the time from its release to
-- its end.
WITH told AS (
    SELECT replication, job, until_us - time_us AS span_us
    FROM job_steps
    WHERE activity IN ('outside', 'moving', 'stocked')
    UNION ALL  -- a machine that starves is no reason for the job that it should hold
    SELECT replication, job, spent_us - CASE side WHEN 'queue' THEN 0 ELSE starved_us END
    FROM stay_times
),
summed AS (
    SELECT replication, job, CAST(sum(span_us) AS BIGINT) AS told_us
    FROM told
    GROUP BY replication, job
),
lived AS (
    SELECT replication, job, released_us, coalesce(ended_us, (SELECT horizon_us FROM plant)) - released_us AS lived_us
    FROM jobs
    WHERE released_us IS NOT NULL
)
SELECT l.replication, l.job, l.released_us, l.lived_us, coalesce(s.told_us, 0) AS told_us
FROM lived AS l
LEFT JOIN summed AS s ON s.replication = l.replication AND s.job = l.job
WHERE l.lived_us <> coalesce(s.told_us, 0)
ORDER BY l.replication, l.released_us, l.job
