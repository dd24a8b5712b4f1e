-- One row per visit of a job to a station, from its entry into the queue until it left the machine: operations, but
-- for what the machines did meanwhile.
WITH visits AS (
    SELECT
        replication, job, any_value(product) AS product, min(event) AS first_event, max(event) AS last_event,
        max(station) FILTER (kind = 'queue_entered') AS station,
        max(machine) FILTER (kind = 'loaded') AS machine,
        arg_min(person, event) FILTER (kind IN ('setup_started', 'work_started')) AS person,
        max(time_us) FILTER (kind = 'queue_entered') AS queued_us,
        max(time_us) FILTER (kind = 'loaded') AS loaded_us,
        max(time_us) FILTER (kind = 'setup_started') AS setup_started_us,
        max(time_us) FILTER (kind = 'setup_finished') AS setup_finished_us,
        max(time_us) FILTER (kind = 'work_started') AS started_us,
        max(time_us) FILTER (kind = 'work_finished') AS finished_us,
        max(time_us) FILTER (kind = 'scrapped') AS scrapped_us,
        max(time_us) FILTER (kind = 'reworked') AS reworked_us,
        max(time_us) FILTER (kind = 'blocked' AND starts_with(detail, 'after_service')) AS stuck_us,
        max(time_us) FILTER (kind = 'unblocked' AND starts_with(detail, 'after_service')) AS handed_over_us,
        max(split_part(detail, '>', 2)) FILTER (kind = 'blocked' AND starts_with(detail, 'before_service')) AS promised_by,
        max(split_part(detail, '>', 2)) FILTER (kind = 'blocked' AND starts_with(detail, 'after_service')) AS stuck_at,
        max(value) FILTER (kind = 'work_started') AS planned_s,
        sum(until_us - time_us) FILTER (activity = 'productive') AS worked_us,
        sum(until_us - time_us) FILTER (activity = 'setup') AS setup_us,
        sum(until_us - time_us) FILTER (kind = 'work_interrupted') AS interrupted_us,
        sum(until_us - time_us) FILTER (kind = 'blocked' AND starts_with(detail, 'after_service')) AS blocked_us
    FROM job_steps
    WHERE stop > 0
    GROUP BY replication, job, stop
),
left_at AS (
    SELECT *, coalesce(handed_over_us, scrapped_us, CASE WHEN stuck_us IS NULL THEN finished_us END) AS left_us
    FROM visits
)
SELECT
    replication, job, product, station,
    row_number() OVER (PARTITION BY replication, job, station ORDER BY first_event) AS visit,
    machine, person, queued_us, loaded_us, setup_started_us, setup_finished_us, started_us, finished_us, left_us,
    CAST(round(planned_s * 1e6) AS BIGINT) AS planned_us,
    CAST(coalesce(worked_us, 0) AS BIGINT) AS worked_us,
    CAST(coalesce(setup_us, 0) AS BIGINT) AS setup_us,
    started_us - queued_us AS waiting_us,
    CAST(coalesce(interrupted_us, 0) AS BIGINT) AS interrupted_us,
    CAST(coalesce(blocked_us, 0) AS BIGINT) AS blocked_us,
    CASE
        WHEN left_us IS NULL THEN NULL
        WHEN scrapped_us IS NOT NULL THEN 'scrapped'
        WHEN reworked_us IS NOT NULL THEN 'reworked'
        ELSE 'passed'
    END AS outcome,
    promised_by, stuck_at, first_event, last_event
FROM left_at
