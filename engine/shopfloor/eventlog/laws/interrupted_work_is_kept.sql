-- What was interrupted goes on with exactly its rest, by the machine alone or by the same crew, if their pace is constant
-- (others may have practised, or rested).
WITH steps AS (
    SELECT
        s.*, crew,
        lag(crew) OVER life AS crew_before,
        lag(person) OVER life AS person_before
    FROM job_steps AS s
    LEFT JOIN steady_people USING (person)
    WHERE kind IN ('setup_interrupted', 'setup_resumed', 'work_interrupted', 'work_resumed')
    WINDOW life AS (PARTITION BY replication, job ORDER BY event)
)
SELECT replication, job, machine, event, time_us, kind, value_before AS left_s, value AS resumed_s
FROM steps
WHERE kind IN ('setup_resumed', 'work_resumed') AND kind_before IN ('setup_interrupted', 'work_interrupted')
    AND (crew = crew_before OR (person IS NULL AND person_before IS NULL)) AND value IS DISTINCT FROM value_before
ORDER BY replication, event
