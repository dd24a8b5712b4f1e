-- Setup and work take exactly the time that was planned: what is left when they are interrupted is exact, and what is open
-- at the horizon would have ended there or later.
WITH stretches AS (
    SELECT
        replication, job, machine, event, kind, time_before_us AS from_us, time_us AS until_us,
        CAST(round(value_before * 1e6) AS BIGINT) AS planned_us,
        CASE WHEN kind IN ('setup_interrupted', 'work_interrupted') THEN CAST(round(value * 1e6) AS BIGINT) ELSE 0 END
            AS left_us
    FROM job_steps
    WHERE kind IN ('setup_finished', 'setup_interrupted', 'work_finished', 'work_interrupted')
        AND kind_before IN ('setup_started', 'setup_resumed', 'work_started', 'work_resumed', 'work_restarted')
    UNION ALL
    SELECT
        replication, job, machine, event, kind, time_us, until_us, CAST(round(value * 1e6) AS BIGINT),
        greatest(CAST(round(value * 1e6) AS BIGINT) - (until_us - time_us), 0)
    FROM job_steps
    WHERE kind IN ('setup_started', 'setup_resumed', 'work_started', 'work_resumed', 'work_restarted')
        AND until_us = (SELECT horizon_us FROM plant)
)
SELECT *
FROM stretches
WHERE until_us - from_us IS DISTINCT FROM planned_us - left_us
ORDER BY replication, event
