-- While a machine is down nothing is set up or worked on in it.
SELECT replication, machine, event, time_us AS from_us, until_us, slot.activity AS activity, slot.job AS job
FROM machine_moments
WHERE breakdown.down AND slot.activity IN ('setup', 'productive') AND until_us > time_us
ORDER BY replication, event
