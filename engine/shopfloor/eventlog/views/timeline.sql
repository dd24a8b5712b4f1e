-- One row per event, its time as a whole number of microseconds.
SELECT
    replication, event, CAST(round(time_s * 1e6) AS BIGINT) AS time_us, TRY_CAST(kind AS event_kind) AS kind,
    job, product, station, machine, person, detail, value, cause
FROM events
