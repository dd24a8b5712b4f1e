-- A job is released once (and ordered before, if at all), ends at most once, and nothing happens to it before or
-- afterwards.
SELECT replication, job, event, time_us, kind, kind_before
FROM job_steps
WHERE CASE kind
    WHEN 'job_ordered' THEN kind_before IS NOT NULL
    WHEN 'job_released' THEN kind_before <> 'job_ordered'
    ELSE kind_before IS NULL OR activity_before = 'gone'
END
ORDER BY replication, event
