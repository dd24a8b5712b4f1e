-- A job that waited for its release is due when it was due as an order.
SELECT replication, job, event, time_us, value_before AS ordered_s, value AS released_s
FROM job_steps
WHERE kind = 'job_released' AND kind_before = 'job_ordered' AND value IS DISTINCT FROM value_before
ORDER BY replication, event
