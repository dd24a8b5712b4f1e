-- Every step of a job may follow the one before: what is started ends, or is open at the horizon.
WITH allowed (step_before, step) AS (
    VALUES
    ('job_released', 'job_lost'), ('job_released', 'queue_entered'),
    ('queue_entered', 'loaded'),
    ('loaded', 'setup_started'), ('loaded', 'work_started'), ('loaded', 'blocked before_service'),
    ('blocked before_service', 'unblocked before_service'),
    ('unblocked before_service', 'setup_started'), ('unblocked before_service', 'work_started'),
    ('setup_started', 'setup_finished'), ('setup_started', 'setup_interrupted'),
    ('setup_interrupted', 'setup_resumed'),
    ('setup_resumed', 'setup_finished'), ('setup_resumed', 'setup_interrupted'),
    ('setup_finished', 'work_started'),
    ('work_started', 'work_finished'), ('work_started', 'work_interrupted'),
    ('work_interrupted', 'work_resumed'), ('work_interrupted', 'work_restarted'),
    ('work_resumed', 'work_finished'), ('work_resumed', 'work_interrupted'),
    ('work_restarted', 'work_finished'), ('work_restarted', 'work_interrupted'),
    ('work_finished', 'job_completed'), ('work_finished', 'queue_entered'), ('work_finished', 'reworked'),
    ('work_finished', 'blocked after_service'),
    ('blocked after_service', 'unblocked after_service'),
    ('unblocked after_service', 'queue_entered'), ('unblocked after_service', 'reworked'),
    ('reworked', 'queue_entered'), ('reworked', 'blocked after_service'),
    -- a failure may scrap what is in the machine, quality what is finished
    ('loaded', 'scrapped'), ('unblocked before_service', 'scrapped'), ('setup_interrupted', 'scrapped'),
    ('setup_finished', 'scrapped'), ('work_interrupted', 'scrapped'), ('work_finished', 'scrapped')
),
steps AS (
    SELECT
        replication, job, event, time_us,
        CASE WHEN kind IN ('blocked', 'unblocked') THEN kind || ' ' || coalesce(detail, '') ELSE kind END AS step,
        CASE
            WHEN kind_before IN ('blocked', 'unblocked') THEN kind_before || ' ' || coalesce(detail_before, '')
            ELSE kind_before
        END AS step_before
    FROM job_steps
    WHERE kind_before IS NOT NULL
)
SELECT replication, job, event, time_us, step_before, step
FROM steps
WHERE (step_before, step) NOT IN (FROM allowed)
ORDER BY replication, event
