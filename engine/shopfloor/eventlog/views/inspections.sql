-- One row per inspection of a job: the verdict, and the faults that the job really had.
SELECT
    replication, job, product, station, machine, detail AS verdict, CAST(value AS BIGINT) AS defects,
    time_us AS at_us, event
FROM timeline
WHERE kind = 'inspected'
