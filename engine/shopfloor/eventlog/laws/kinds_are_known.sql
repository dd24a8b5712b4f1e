-- Every event is of a kind that this version knows.
SELECT replication, event, time_s, kind
FROM events
WHERE TRY_CAST(kind AS event_kind) IS NULL
ORDER BY replication, event
