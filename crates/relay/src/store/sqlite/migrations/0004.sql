-- What pages around a chat ask by how much is unread, as the SHA-256 of it: of whom, and nothing else.
CREATE TABLE presence (
    hash    BLOB PRIMARY KEY,
    session BLOB NOT NULL UNIQUE REFERENCES session (token_hash) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
