-- How large the batches of a station were. A batch counts when it is formed.
SELECT
    b.replication, 'station:' || b.station AS subject, 'batch_size' AS kpi,
    CAST(sum(b.jobs) AS HUGEINT) AS numerator, CAST(count(*) AS HUGEINT) AS denominator
FROM batch_runs AS b
CROSS JOIN plant
WHERE b.formed_us >= plant.warm_up_us
GROUP BY b.replication, b.station
