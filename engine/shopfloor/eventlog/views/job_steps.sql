-- One row per step in the life of a job, beside the step before it. What a step begins (`activity`: waiting in a
-- queue, being worked on, being blocked ...) lasts until the job's next step; `stop` counts the queues that the job
-- has entered so far.
WITH steps AS (
    SELECT
        *,
        CASE
            WHEN kind IN ('work_started', 'work_resumed', 'work_restarted') THEN 'productive'
            WHEN kind IN ('setup_started', 'setup_resumed') THEN 'setup'
            WHEN kind = 'blocked' THEN 'blocked'
            WHEN kind = 'parts_awaited' THEN 'lacking'
            WHEN kind IN ('loaded', 'parts_taken', 'setup_interrupted', 'setup_finished', 'work_interrupted')
                OR (kind = 'unblocked' AND starts_with(detail, 'before_service')) THEN 'held'
            WHEN kind = 'queue_entered' THEN 'queued'
            WHEN kind = 'job_ordered' THEN 'ordered'
            WHEN kind = 'job_released' THEN 'outside'
            WHEN kind = 'move_started' THEN 'moving'
            WHEN kind = 'stocked' THEN 'stocked'
            WHEN kind IN ('job_completed', 'scrapped', 'job_lost', 'assembled') THEN 'gone'
            ELSE 'between'  -- what follows comes at the same instant
        END AS activity
    FROM timeline
    WHERE kind IN (
        'job_ordered', 'job_released', 'job_lost', 'move_started', 'moved', 'queue_entered', 'loaded', 'parts_awaited',
        'parts_taken', 'setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished', 'work_started',
        'work_interrupted', 'work_resumed', 'work_restarted', 'work_finished', 'defect_made', 'inspected', 'blocked',
        'unblocked', 'reworked', 'scrapped', 'disassembled', 'stocked', 'assembled', 'job_completed'
    ) AND (kind <> 'defect_made' OR machine IS NOT NULL)  -- a fault that came with a part is no step of the job
)
SELECT
    replication, job, event, time_us, kind, product, station, machine, person, detail, value, activity,
    activity IN ('held', 'lacking', 'setup', 'productive', 'blocked') AS is_inside,
    CAST(sum(CAST(kind = 'queue_entered' AS INTEGER)) OVER life AS BIGINT) AS stop,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER life AS until_us,
    lead(event, 1, 2147483647) OVER life AS until_event,
    lag(kind) OVER life AS kind_before,
    lag(time_us) OVER life AS time_before_us,
    lag(value) OVER life AS value_before,
    lag(detail) OVER life AS detail_before,
    lag(activity) OVER life AS activity_before,
    coalesce(activity_before IN ('held', 'lacking', 'setup', 'productive', 'blocked'), false) AS was_inside,
    station IS NOT DISTINCT FROM lag(station) OVER life AS same_station,
    machine IS NOT DISTINCT FROM lag(machine) OVER life AS same_machine,
    person IS NOT DISTINCT FROM lag(person) OVER life AS same_person
FROM steps
WINDOW life AS (PARTITION BY replication, job ORDER BY event ROWS UNBOUNDED PRECEDING)
