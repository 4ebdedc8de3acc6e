-- Mailboxes that letters went to, each under a MAC: nobody can tell whose it is without the master key. token_hash is that of
-- what its letters carry and its owner answers with; salt is what that token follows from. Kept until kept_until, and for
-- ever when its owner has refused letters.
CREATE TABLE letter_recipients (
    recipient TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    salt TEXT COLLATE "C" NOT NULL,
    token_hash TEXT COLLATE "C" NOT NULL,
    confirmed_until TIMESTAMP,
    refused_at TIMESTAMP,
    kept_until TIMESTAMP,
    CHECK (refused_at IS NULL OR confirmed_until IS NULL),
    CHECK ((refused_at IS NULL) = (kept_until IS NOT NULL))
);

CREATE UNIQUE INDEX letter_recipients_token ON letter_recipients (token_hash);
CREATE INDEX letter_recipients_kept ON letter_recipients (kept_until, recipient);

-- When letters were written to them, and whether these asked for confirmation: what their limits count.
CREATE TABLE recipient_letters (
    mail_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    recipient TEXT COLLATE "C" NOT NULL,
    asks BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE INDEX recipient_letters_recipient ON recipient_letters (recipient, asks, created_at);
CREATE INDEX recipient_letters_created ON recipient_letters (created_at, mail_id);
