-- The cause of an event is an earlier event of the same replication.
SELECT replication, event, kind, cause
FROM timeline AS effect
WHERE cause IS NOT NULL AND NOT EXISTS (
    FROM timeline AS earlier
    WHERE earlier.replication = effect.replication AND earlier.event = effect.cause AND earlier.event < effect.event
)
ORDER BY replication, event
