-- Each circle of full places, with the replications in which it closed, and when.
SELECT replication, station, cycle, min(at_us) AS since_us
FROM deadlocks
GROUP BY replication, station, cycle
ORDER BY station, cycle, replication
