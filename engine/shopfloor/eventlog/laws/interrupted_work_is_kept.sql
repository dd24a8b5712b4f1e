-- A machine without people goes on with exactly the rest of what was interrupted (people may have practised, or
-- rested).
SELECT replication, job, machine, event, time_us, kind, value_before AS left_s, value AS resumed_s
FROM job_steps
WHERE kind IN ('setup_resumed', 'work_resumed') AND kind_before IN ('setup_interrupted', 'work_interrupted')
    AND person IS NULL AND same_person AND value IS DISTINCT FROM value_before
ORDER BY replication, event
