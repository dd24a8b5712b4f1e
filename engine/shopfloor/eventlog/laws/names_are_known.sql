-- Products, stations, machines and people are those of the plant, and a machine is named with its own station.
SELECT replication, event, kind, product, station, machine, person, detail
FROM timeline
WHERE (product IS NOT NULL AND product NOT IN (SELECT product FROM products))
    OR (station IS NOT NULL AND station NOT IN (SELECT station FROM stations))
    OR (machine IS NOT NULL AND coalesce(station, '') || ' ' || machine NOT IN (
        SELECT station || ' ' || machine FROM machines
    ))
    OR (person IS NOT NULL AND person NOT IN (SELECT person FROM crew_members))
    OR (kind IN ('move_started', 'reworked') AND detail NOT IN (SELECT station FROM stations))
    OR (kind = 'parts_awaited' AND detail NOT IN (SELECT product FROM products))
    OR (kind IN ('blocked', 'unblocked') AND split_part(detail, '>', 2) NOT IN (
        SELECT station FROM stations UNION ALL SELECT product FROM products
    ))
ORDER BY replication, event
