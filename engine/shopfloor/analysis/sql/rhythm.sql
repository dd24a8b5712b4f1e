-- Does anybody come and go, or any station? And do jobs still come into the plant in the last quarter of the run?
SELECT
    count(*) FILTER (kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')) > 0,
    count(*) FILTER (kind = 'job_released' AND time_us >= (SELECT horizon_us - horizon_us // 4 FROM plant)) > 0
FROM timeline
WHERE replication = (SELECT min(replication) FROM replications)
