-- Every step of a job may follow the one before: what is started ends, or is open at the horizon; and it is unblocked
-- where it was blocked.
WITH allowed (step_before, step) AS (
    VALUES
    ('job_ordered', 'job_released'), ('job_released', 'job_lost'), ('job_released', 'queue_entered'),
    ('move_started', 'moved'), ('moved', 'queue_entered'), ('queue_entered', 'loaded'),
    ('loaded', 'blocked before_service'), ('blocked before_service', 'unblocked before_service'),
    ('parts_awaited', 'parts_taken'),
    ('setup_started', 'setup_finished'), ('setup_started', 'setup_interrupted'),
    ('setup_interrupted', 'setup_resumed'),
    ('setup_resumed', 'setup_finished'), ('setup_resumed', 'setup_interrupted'),
    ('setup_finished', 'work_started'),
    ('work_started', 'work_finished'), ('work_started', 'work_interrupted'),
    ('work_interrupted', 'work_resumed'), ('work_interrupted', 'work_restarted'),
    ('work_resumed', 'work_finished'), ('work_resumed', 'work_interrupted'),
    ('work_restarted', 'work_finished'), ('work_restarted', 'work_interrupted'),
    ('work_finished', 'defect_made'), ('defect_made', 'defect_made'),
    ('work_finished', 'inspected'), ('defect_made', 'inspected'),
    ('stocked', 'assembled'),
    ('blocked after_service', 'unblocked after_service'), ('unblocked after_service', 'reworked'),
    ('unblocked after_service', 'queue_entered'), ('unblocked after_service', 'move_started'),
    ('unblocked after_service', 'stocked'),
    ('reworked', 'queue_entered'), ('reworked', 'move_started'), ('reworked', 'blocked after_service'),
    -- a failure may scrap what is in the machine
    ('loaded', 'scrapped'), ('unblocked before_service', 'scrapped'), ('parts_taken', 'scrapped'),
    ('setup_interrupted', 'scrapped'), ('setup_finished', 'scrapped'), ('work_interrupted', 'scrapped')
    -- a place that is promised, then the parts, then setup, then work
    UNION ALL
    SELECT b.step, n.step
    FROM (VALUES ('loaded'), ('unblocked before_service')) AS b (step)
    CROSS JOIN (VALUES ('parts_awaited'), ('parts_taken'), ('setup_started'), ('work_started')) AS n (step)
    UNION ALL
    SELECT 'parts_taken', n.step
    FROM (VALUES ('setup_started'), ('work_started')) AS n (step)
    -- work that is finished is judged, then taken apart, and then the job leaves
    UNION ALL
    SELECT b.step, n.step
    FROM (VALUES ('work_finished'), ('defect_made'), ('inspected')) AS b (step)
    CROSS JOIN (VALUES ('scrapped'), ('reworked'), ('disassembled')) AS n (step)
    UNION ALL
    SELECT b.step, n.step
    FROM (VALUES ('work_finished'), ('defect_made'), ('inspected'), ('disassembled')) AS b (step)
    CROSS JOIN (
        VALUES ('blocked after_service'), ('queue_entered'), ('move_started'), ('stocked'), ('job_completed')
    ) AS n (step)
),
steps AS (
    SELECT
        replication, job, event, time_us, detail_before, detail,
        CASE WHEN kind IN ('blocked', 'unblocked') THEN concat(kind, ' ', split_part(detail, '>', 1)) ELSE kind END AS step,
        CASE
            WHEN kind_before IN ('blocked', 'unblocked') THEN concat(kind_before, ' ', split_part(detail_before, '>', 1))
            ELSE kind_before
        END AS step_before
    FROM job_steps
    WHERE kind_before IS NOT NULL
)
SELECT replication, job, event, time_us, step_before, detail_before, step, detail
FROM steps
WHERE (step_before, step) NOT IN (FROM allowed) OR (starts_with(step, 'unblocked') AND detail IS DISTINCT FROM detail_before)
ORDER BY replication, event
