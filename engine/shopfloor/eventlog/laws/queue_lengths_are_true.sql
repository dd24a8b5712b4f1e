-- A job that enters a queue counts the jobs that wait there, itself included.
SELECT replication, station, event, time_us, job, value, waiting
FROM queues
WHERE kind = 'queue_entered' AND value IS DISTINCT FROM waiting
ORDER BY replication, event
