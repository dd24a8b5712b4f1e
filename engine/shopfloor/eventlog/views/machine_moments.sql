-- One row per event that may change a machine's state, and one for the beginning: how many jobs are in the machine,
-- what is done with them, and whether the machine is able to do it, from this event on.
--
-- What is done lasts from a step of a job to its next step, and is carried along as in upkeep; of several jobs at
-- once, what lasts longest counts, and a job that is only held (nothing is done with it) counts where there is no
-- other.
WITH ability AS (FROM upkeep),
tracks AS (
    SELECT
        replication, station, machine, event, time_us, 0 AS jobs, CAST(NULL AS BIGINT) AS inside,
        CAST(NULL AS BIGINT) AS doing, event AS upkeep_event
    FROM ability
    UNION ALL
    SELECT
        replication, station, machine, event, time_us, CAST(is_inside AS INTEGER) - CAST(was_inside AS INTEGER),
        CASE WHEN is_inside THEN until_event * 2147483648 + event END,
        CASE WHEN is_inside AND activity <> 'held' THEN until_event * 2147483648 + event END,
        NULL
    FROM job_steps
    WHERE machine IS NOT NULL AND (is_inside OR was_inside)
),
carried AS (
    SELECT
        replication, station, machine, event, time_us,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER so_far AS until_us,
        CAST(sum(jobs) OVER so_far AS BIGINT) AS jobs,
        max(inside) OVER so_far AS inside,
        max(doing) OVER so_far AS doing,
        max(upkeep_event) OVER so_far AS upkeep_event
    FROM tracks
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    c.replication, c.station, c.machine, c.event, c.time_us, c.until_us, c.jobs,
    CASE WHEN c.inside // 2147483648 > c.event THEN c.inside % 2147483648 END AS inside_event,
    CASE WHEN c.doing // 2147483648 > c.event THEN c.doing % 2147483648 END AS doing_event,
    a.down_event, a.repair_event, a.due_event, a.maintenance_event, a.on_shift
FROM carried AS c
JOIN ability AS a ON a.replication = c.replication AND a.machine = c.machine AND a.event = c.upkeep_event
