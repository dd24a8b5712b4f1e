-- A job is released once, ends at most once, and nothing happens to it before or afterwards.
SELECT replication, job, event, time_us, kind, kind_before
FROM job_steps
WHERE (kind = 'job_released') <> (kind_before IS NULL) OR kind_before IN ('job_completed', 'scrapped', 'job_lost')
ORDER BY replication, event
