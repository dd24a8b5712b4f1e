-- Double breakdown: a machine fails while another machine of the plant is still down (failed, and not repaired yet).
-- The moment is that of the later failure; two failures at the same instant are two such moments.
SELECT DISTINCT later.replication, later.failed_us AS at_us
FROM stoppages AS later
JOIN stoppages AS earlier
    ON earlier.replication = later.replication AND earlier.machine <> later.machine
    AND earlier.failed_us <= later.failed_us
    AND (earlier.repaired_us IS NULL OR earlier.repaired_us > later.failed_us)
