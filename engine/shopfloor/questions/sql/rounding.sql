-- Whole numbers only: a µs time or duration becomes the ms that the reader will see.
CREATE OR REPLACE TEMP MACRO floor_to(number, step) AS
    (number // step - CASE WHEN number % step < 0 THEN 1 ELSE 0 END) * step;
CREATE OR REPLACE TEMP MACRO shown_duration(us, quantum_us) AS
    floor_to(2 * us + quantum_us, 2 * quantum_us) // 2 // 1000;
CREATE OR REPLACE TEMP MACRO shown_time(us, zero_us, step_us) AS
    floor_to(us - zero_us, step_us) // 1000;
