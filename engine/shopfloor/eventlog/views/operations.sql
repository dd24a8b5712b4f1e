-- One row per visit of a job to a station, from its entry into the queue until it left the machine.
WITH waits AS (  -- until work starts: in the queue by what the machine did, then in the machine by what happened there
    SELECT
        t.replication, t.first_event,
        sum(t.productive_us + t.waiting_for_parts_us) FILTER (side = 'queue') AS queueing_us,
        sum(t.setup_us) FILTER (side = 'queue') AS machine_in_setup_us,
        sum(t.down_us) AS machine_down_us,
        sum(t.maintained_us) AS machine_maintained_us,
        sum(t.blocked_us) FILTER (side = 'queue') AS machine_blocked_us,
        sum(t.waiting_for_person_us) AS no_person_us,
        sum(t.starved_us) FILTER (side = 'queue' AND s.batch_max > 1) AS for_batch_us,
        sum(t.off_shift_us + CASE WHEN t.side = 'queue' AND s.batch_max = 1 THEN t.starved_us ELSE 0 END) AS off_shift_us,
        sum(t.setup_us) FILTER (side = 'before') AS setup_us,
        sum(t.blocked_us) FILTER (side = 'before') AS blocked_us,
        sum(t.waiting_for_parts_us) FILTER (side = 'before') AS for_parts_us
    FROM stay_times AS t
    JOIN stations AS s ON s.station = t.station
    WHERE t.side <> 'after'
    GROUP BY t.replication, t.first_event
)
SELECT
    v.replication, v.job, v.product, v.station, v.visit, v.machine, v.person, v.queued_us, v.loaded_us,
    v.setup_started_us, v.setup_finished_us, v.started_us, v.finished_us, v.left_us, v.planned_us, v.worked_us, v.setup_us,
    v.waiting_us,
    CAST(coalesce(w.queueing_us, 0) AS BIGINT) AS waiting_queueing_us,
    CAST(coalesce(w.machine_in_setup_us, 0) AS BIGINT) AS waiting_machine_in_setup_us,
    CAST(coalesce(w.machine_down_us, 0) AS BIGINT) AS waiting_machine_down_us,
    CAST(coalesce(w.machine_maintained_us, 0) AS BIGINT) AS waiting_machine_maintained_us,
    CAST(coalesce(w.machine_blocked_us, 0) AS BIGINT) AS waiting_machine_blocked_us,
    CAST(coalesce(w.no_person_us, 0) AS BIGINT) AS waiting_no_person_us,
    CAST(coalesce(w.for_batch_us, 0) AS BIGINT) AS waiting_for_batch_us,
    CAST(coalesce(w.off_shift_us, 0) AS BIGINT) AS waiting_off_shift_us,
    CAST(coalesce(w.setup_us, 0) AS BIGINT) AS waiting_setup_us,
    CAST(coalesce(w.blocked_us, 0) AS BIGINT) AS waiting_blocked_us,
    CAST(coalesce(w.for_parts_us, 0) AS BIGINT) AS waiting_for_parts_us,
    v.interrupted_us, v.blocked_us, v.outcome, v.first_event, v.last_event
FROM visits AS v
LEFT JOIN waits AS w ON w.replication = v.replication AND w.first_event = v.first_event
