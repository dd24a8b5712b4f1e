-- Who goes on with what he or she left (a machine without people: itself) has exactly the rest of it to do.
SELECT replication, job, machine, person, event, time_us, kind, value_before AS left_s, value AS resumed_s
FROM job_steps
WHERE kind IN ('setup_resumed', 'work_resumed') AND kind_before IN ('setup_interrupted', 'work_interrupted')
    AND same_person AND value IS DISTINCT FROM value_before
ORDER BY replication, event
