-- How much people were on duty, after a moment and in all: those who ever worked at a station in these replications, or
-- everybody if none did (or no station is asked for).
WITH known AS (
    SELECT DISTINCT crew FROM people WHERE station = $station
)
SELECT
    coalesce(sum(until_us - greatest(from_us, $since_us)) FILTER (until_us > $since_us), 0) AS since_then_us,
    coalesce(sum(until_us - from_us), 0) AS ever_us
FROM people
WHERE replication = $replication
    AND state NOT IN ('off_shift', 'on_break', 'absent')
    AND (crew IN (FROM known) OR NOT EXISTS (FROM known))
