-- How many jobs of a product (null: of all) were completed after the warm-up.
SELECT count(*)
FROM jobs
WHERE completed_us >= (SELECT warm_up_us FROM plant) AND ($product IS NULL OR product = $product)
