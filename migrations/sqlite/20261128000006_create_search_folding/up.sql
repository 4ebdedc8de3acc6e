-- By which folding the stored search terms are made; 0: by one that had no number. While terms are made anew, the number of the
-- new folding and the last submission that has them already. The program makes terms, so it does this, in steps.
CREATE TABLE search_folding (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    under_way INTEGER,
    done_to TEXT
) STRICT;

INSERT INTO search_folding (id, number) VALUES (1, 0);
