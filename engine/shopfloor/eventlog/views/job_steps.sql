-- One row per step in the life of a job, beside the step before it. What a step begins (waiting in a queue, work, being
-- blocked ...) lasts until the job's next step; `stop` counts the queues that the job has entered so far.
SELECT
    replication, job, event, time_us, kind, product, station, machine, person, detail, value,
    CAST(sum(CAST(kind = 'queue_entered' AS INTEGER)) OVER life AS BIGINT) AS stop,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER life AS until_us,
    lag(kind) OVER life AS kind_before,
    lag(time_us) OVER life AS time_before_us,
    lag(value) OVER life AS value_before,
    lag(detail) OVER life AS detail_before,
    station IS NOT DISTINCT FROM lag(station) OVER life AS same_station,
    machine IS NOT DISTINCT FROM lag(machine) OVER life AS same_machine,
    person IS NOT DISTINCT FROM lag(person) OVER life AS same_person
FROM timeline
WHERE kind IN (
    'job_released', 'job_lost', 'queue_entered', 'loaded', 'setup_started', 'setup_interrupted', 'setup_resumed',
    'setup_finished', 'work_started', 'work_interrupted', 'work_resumed', 'work_restarted', 'work_finished', 'blocked',
    'unblocked', 'reworked', 'scrapped', 'job_completed'
)
WINDOW life AS (PARTITION BY replication, job ORDER BY event ROWS UNBOUNDED PRECEDING)
