-- One row per interval in which a machine gives the same reason to a job, in its queue or in it: why the job does not
-- go on, and because of whom or what; numbered, so that what lies between two moments can be counted off.
WITH states AS (FROM machine_states),
reasons AS (
    SELECT
        s.replication, s.machine, 'queue' AS side, s.from_us, s.until_us,
        CASE
            WHEN s.state IN ('productive', 'waiting_for_parts') THEN 'queueing'
            WHEN s.state = 'setup' THEN 'machine_in_setup'
            WHEN s.state IN ('down', 'waiting_for_repair') THEN 'machine_down'
            WHEN s.state IN ('maintenance', 'waiting_for_maintenance') THEN 'machine_maintained'
            WHEN s.state = 'blocked' THEN 'machine_blocked'
            WHEN s.state = 'waiting_for_person' THEN 'no_person'
            WHEN s.state = 'starved' AND t.batch_max > 1 THEN 'waiting_for_batch'
            ELSE 'off_shift'  -- an empty machine that takes nothing begins nothing so late
        END AS reason,
        CASE reason
            WHEN 'machine_down' THEN s.detail
            WHEN 'machine_maintained' THEN s.detail
            WHEN 'machine_blocked' THEN s.blocked_by
            WHEN 'waiting_for_batch' THEN NULL
            WHEN 'off_shift' THEN NULL
            ELSE s.job
        END AS other
    FROM states AS s
    JOIN stations AS t ON t.station = s.station
    UNION ALL
    SELECT
        replication, machine, 'inside', from_us, until_us,
        CASE
            WHEN state = 'productive' THEN 'worked_on'
            WHEN state IN ('down', 'waiting_for_repair') THEN 'machine_down'
            WHEN state IN ('maintenance', 'waiting_for_maintenance') THEN 'machine_maintained'
            WHEN state = 'waiting_for_person' THEN 'no_person'
            WHEN state <> 'starved' THEN state
        END,
        CASE
            WHEN state IN ('setup', 'productive') THEN person
            WHEN state = 'blocked' THEN blocked_by
            ELSE detail
        END
    FROM states
),
changes AS (
    SELECT *
    FROM reasons
    WINDOW so_far AS (PARTITION BY replication, machine, side ORDER BY from_us)
    QUALIFY lag(reason) OVER so_far IS DISTINCT FROM reason OR lag(other) OVER so_far IS DISTINCT FROM other
)
SELECT
    replication, machine, side, reason, other, from_us,
    lead(from_us, 1, (SELECT horizon_us FROM plant)) OVER so_far AS until_us,
    row_number() OVER so_far AS number
FROM changes
WINDOW so_far AS (PARTITION BY replication, machine, side ORDER BY from_us)
