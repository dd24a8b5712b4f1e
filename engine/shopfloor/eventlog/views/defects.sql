-- One row per hidden fault of a job, made by the work of a machine or come with a part that another station made;
-- mended_us: when the job had been worked on (again) at the station that made it.
WITH steps AS (
    SELECT
        replication, job, product, station, machine, kind, detail, time_us, event,
        min(event) FILTER (kind = 'work_finished') OVER later AS mended_event,
        min(time_us) FILTER (kind = 'work_finished') OVER later AS mended_us
    FROM timeline
    WHERE kind IN ('defect_made', 'work_finished')
        AND job IN (SELECT job FROM timeline WHERE kind = 'defect_made')
    WINDOW later AS (
        PARTITION BY replication, job, station ORDER BY event ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    )
)
SELECT
    replication, job, product, station, machine, detail AS defect, time_us AS made_us, mended_us, event, mended_event
FROM steps
WHERE kind = 'defect_made'
