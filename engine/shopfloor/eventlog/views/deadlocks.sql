-- One row per cycle of stations that wait for each other, and never go on.
SELECT replication, station, detail AS cycle, time_us AS at_us, event
FROM timeline
WHERE kind = 'deadlocked'
