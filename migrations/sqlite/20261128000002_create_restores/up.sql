-- What restores took away. lost_from to lost_to are the numbers of the change sequence that were given after the backup and
-- tell nothing any more (none when lost_to is below lost_from); seq is the number that the restore itself was given.
-- carried_over says whether what must only go forward was taken from the database that was replaced. Rows are only ever added.
CREATE TABLE restores (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    lost_from INTEGER NOT NULL,
    lost_to INTEGER NOT NULL,
    carried_over INTEGER NOT NULL
) STRICT;
