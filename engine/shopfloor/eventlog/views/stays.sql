-- One row per stay of a job at a machine: in the queue (waiting for the machine that takes it in the end; one that is
-- not taken before the horizon waits for the first machine of its station), in the machine before work starts, and
-- from then on until it leaves. A stay that takes no time has no row.
WITH first_machines AS (
    SELECT station, min(machine) AS machine FROM machines GROUP BY station
),
visited AS (
    SELECT
        v.replication, v.job, v.product, v.station, v.first_event, coalesce(v.machine, f.machine) AS machine, v.queued_us,
        coalesce(v.loaded_us, plant.horizon_us) AS loaded_us,
        coalesce(v.started_us, v.left_us, plant.horizon_us) AS started_us,
        coalesce(v.left_us, plant.horizon_us) AS left_us,
        v.promised_by, v.stuck_at
    FROM visits AS v
    CROSS JOIN plant
    LEFT JOIN first_machines AS f ON f.station = v.station
)
SELECT
    replication, job, product, station, machine, first_event, 'queue' AS side, queued_us AS from_us,
    loaded_us AS until_us, CAST(NULL AS VARCHAR) AS goal
FROM visited
WHERE loaded_us > queued_us
UNION ALL
SELECT replication, job, product, station, machine, first_event, 'before', loaded_us, started_us, promised_by
FROM visited
WHERE started_us > loaded_us
UNION ALL
SELECT replication, job, product, station, machine, first_event, 'after', started_us, left_us, stuck_at
FROM visited
WHERE left_us > started_us
