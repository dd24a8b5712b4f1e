-- One row per interval in which a machine keeps its state, its jobs, its person and its reason; the intervals of a
-- machine tile [0, horizon). Where several states would fit, the first below counts; of several reasons, the one that
-- lasts longest.
WITH rows AS (FROM timeline),
moments AS (
    SELECT
        *,
        coalesce(
            CASE WHEN down_event IS NOT NULL THEN coalesce(repair_event, down_event) END,
            maintenance_event, due_event, doing_event
        ) AS why_event
    FROM machine_moments
    WHERE until_us > time_us  -- of several events at one instant the last counts
),
states AS (
    SELECT
        m.replication, m.station, m.machine, m.time_us,
        CASE
            WHEN down_event IS NOT NULL AND repair_event IS NOT NULL THEN 'down'
            WHEN down_event IS NOT NULL THEN 'waiting_for_repair'
            WHEN maintenance_event IS NOT NULL THEN 'maintenance'
            WHEN due_event IS NOT NULL THEN 'waiting_for_maintenance'
            WHEN why.kind IN ('setup_started', 'setup_resumed') THEN 'setup'
            WHEN why.kind IN ('work_started', 'work_resumed', 'work_restarted') THEN 'productive'
            WHEN NOT on_shift THEN 'off_shift'
            WHEN why.kind = 'blocked' THEN 'blocked'
            WHEN why.kind = 'parts_awaited' THEN 'waiting_for_parts'
            WHEN jobs > 0 THEN 'waiting_for_person'
            ELSE 'starved'
        END AS state,
        CASE WHEN m.jobs = 1 THEN inside.job END AS job,
        m.jobs,
        CASE WHEN state IN ('down', 'maintenance', 'setup', 'productive') THEN why.person END AS person,
        CASE WHEN state = 'blocked' THEN nullif(split_part(why.detail, '>', 2), '') END AS blocked_by,
        CASE WHEN state NOT IN ('setup', 'productive', 'off_shift', 'blocked') THEN why.detail END AS detail
    FROM moments AS m
    LEFT JOIN rows AS inside ON inside.replication = m.replication AND inside.event = m.inside_event
    LEFT JOIN rows AS why ON why.replication = m.replication AND why.event = m.why_event
),
changes AS (
    SELECT *
    FROM states
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY time_us)
    QUALIFY lag(state) OVER so_far IS DISTINCT FROM state
        OR lag(job) OVER so_far IS DISTINCT FROM job
        OR lag(jobs) OVER so_far IS DISTINCT FROM jobs
        OR lag(person) OVER so_far IS DISTINCT FROM person
        OR lag(blocked_by) OVER so_far IS DISTINCT FROM blocked_by
        OR lag(detail) OVER so_far IS DISTINCT FROM detail
)
SELECT
    replication, station, machine, state, job, jobs, person, blocked_by, detail, time_us AS from_us,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER (PARTITION BY replication, machine ORDER BY time_us) AS until_us
FROM changes
