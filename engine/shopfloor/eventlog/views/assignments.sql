-- One row per task that a person was given: which, why, and out of how many.
SELECT
    replication, person, station, machine, job, detail AS reason, CAST(value AS BIGINT) AS alternatives,
    time_us AS at_us, event
FROM timeline
WHERE kind = 'assigned'
