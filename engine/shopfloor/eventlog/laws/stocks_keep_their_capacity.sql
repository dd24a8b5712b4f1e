-- When all that happens at an instant has happened, no more components are in a stock than there are places.
WITH counted AS (
    SELECT
        replication, product, event, time_us,
        sum(CASE kind WHEN 'stocked' THEN 1 ELSE -1 END) OVER in_order AS stocked,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us
    FROM timeline
    WHERE kind IN ('stocked', 'assembled')
    WINDOW in_order AS (PARTITION BY replication, product ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    c.replication, c.product, c.event, c.time_us AS from_us, c.until_us, CAST(c.stocked AS BIGINT) AS stocked,
    p.stock_capacity
FROM counted AS c
JOIN products AS p ON p.product = c.product
WHERE c.until_us > c.time_us AND (c.stocked > p.stock_capacity OR c.stocked < 0)
ORDER BY c.replication, c.event
