-- Starving bottleneck: the machine that is productive for the largest part of its replication (its bottleneck; of equals
-- the first by name) has nothing to work on for five minutes or longer. The moment is that at which it begins to starve.
WITH busy AS (
    SELECT replication, machine, sum(until_us - from_us) AS productive_us
    FROM machine_states
    WHERE state = 'productive'
    GROUP BY replication, machine
),
bottlenecks AS (
    SELECT replication, machine
    FROM busy
    QUALIFY row_number() OVER (PARTITION BY replication ORDER BY productive_us DESC, machine) = 1
)
SELECT s.replication, s.from_us AS at_us
FROM machine_states AS s
JOIN bottlenecks AS b ON b.replication = s.replication AND b.machine = s.machine
WHERE s.state = 'starved' AND s.until_us - s.from_us >= 300 * 1000000
