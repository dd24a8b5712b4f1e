-- One row per walk of a person.
WITH steps AS (
    SELECT
        replication, person, detail AS from_place, station AS to_station, kind, time_us, event,
        lead(time_us) OVER in_order AS next_us,
        lead(kind) OVER in_order AS next_kind
    FROM timeline
    WHERE kind IN ('walk_started', 'walk_ended')
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
)
SELECT
    replication, person, from_place, to_station, time_us AS started_us,
    CASE WHEN next_kind = 'walk_ended' THEN next_us END AS finished_us, event
FROM steps
WHERE kind = 'walk_started'
