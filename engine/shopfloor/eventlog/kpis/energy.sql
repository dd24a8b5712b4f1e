-- How much energy the machines drew: of the plant, of each station and of each machine, where their power is
-- declared. Milliwatts times microseconds are billionths of a joule; a kilowatt-hour has 3.6 million joules.
WITH drawn AS (
    SELECT
        s.replication, s.station, s.machine,
        sum(
            CAST(coalesce(p.milliwatts, 0) AS HUGEINT) * greatest(s.until_us - greatest(s.from_us, plant.warm_up_us), 0)
        ) AS nanojoules
    FROM machine_states AS s
    CROSS JOIN plant
    LEFT JOIN power AS p ON p.station = s.station AND p.state = s.state
    WHERE s.station IN (SELECT station FROM power)
    GROUP BY s.replication, s.station, s.machine
)
SELECT
    replication,
    CASE
        WHEN grouping(station) = 1 THEN 'plant'
        WHEN grouping(machine) = 1 THEN 'station:' || station
        ELSE 'machine:' || machine
    END AS subject,
    'energy' AS kpi, sum(nanojoules) AS numerator, CAST(3600000000000000 AS HUGEINT) AS denominator
FROM drawn
GROUP BY GROUPING SETS ((replication), (replication, station), (replication, station, machine))
