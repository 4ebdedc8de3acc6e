-- Within how many working days the installation replies, as the stored dates of replies were computed: none before the first
-- start. Whoever takes a submission in shares the row, and whoever computes all dates anew holds it.
CREATE TABLE reply_standard (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    days INTEGER
) STRICT;

INSERT INTO reply_standard (id, days) VALUES (1, NULL);
