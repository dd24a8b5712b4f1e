-- Setup and work take exactly the time that was planned, and what is left of them when they are interrupted is exact.
SELECT
    replication, job, machine, event, kind, time_before_us AS from_us, time_us AS until_us,
    CAST(round(value_before * 1e6) AS BIGINT) AS planned_us, CAST(round(value * 1e6) AS BIGINT) AS left_us
FROM job_steps
WHERE kind IN ('setup_finished', 'setup_interrupted', 'work_finished', 'work_interrupted')
    AND kind_before IN ('setup_started', 'setup_resumed', 'work_started', 'work_resumed', 'work_restarted')
    AND until_us IS NOT NULL
    AND (time_us - time_before_us) IS DISTINCT FROM (
        CAST(round(value_before * 1e6) AS BIGINT)
        - CASE WHEN kind IN ('setup_interrupted', 'work_interrupted') THEN CAST(round(value * 1e6) AS BIGINT) ELSE 0 END
    )
ORDER BY replication, event
