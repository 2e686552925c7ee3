-- The first schema. Never edited once released: a change is a new file beside it.
--
-- Moments are milliseconds since 1970 UTC. Identifiers are text. Bodies, states and profiles are opaque here: whoever
-- wrote them reads them. Conversations and work carry their shard (hash of the conversation, modulo 1024) from the
-- beginning, so that several nodes can divide them one day without rewriting a row.

-- One row for each migration that ran; the highest is the schema's version.
CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY
) STRICT;

-- Facts about the store itself. `generation` is made with the store and changes with a restore, so that a reader's
-- cursor from before it is recognised.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may work on which shards, [first_shard, end_shard). A file on one machine has one row and one owner, held by the
-- lock on the data folder instead of by time: `until` is null. The fence grows whenever the store is opened and
-- whenever work is claimed, and is what tells a claim from every other.
CREATE TABLE lease (
    first_shard INTEGER PRIMARY KEY,
    end_shard   INTEGER NOT NULL,
    owner       TEXT    NOT NULL,
    until       INTEGER,
    fence       INTEGER NOT NULL
) STRICT;

CREATE TABLE visitor (
    id      TEXT PRIMARY KEY,
    profile TEXT NOT NULL
) STRICT;

-- `head` is the newest seq of the log and the only source of the next one: it grows in the transaction that appends,
-- so there is no gap and no order but the committed one. `version` grows with each change of stage or state.
CREATE TABLE conversation (
    id         TEXT    PRIMARY KEY,
    shard      INTEGER NOT NULL,
    visitor    TEXT    NOT NULL REFERENCES visitor (id),
    site       TEXT    NOT NULL,
    site_token TEXT    NOT NULL,
    began_at   INTEGER NOT NULL,
    stage      TEXT    NOT NULL,
    head       INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL,
    version    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Only the SHA-256 of a token is kept; a revoked session is a row that is gone.
CREATE TABLE session (
    token_hash   BLOB    PRIMARY KEY,
    visitor      TEXT    NOT NULL REFERENCES visitor (id),
    conversation TEXT    NOT NULL REFERENCES conversation (id),
    began_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The log. Rows are never deleted and keep the order they were written in (hence a rowid): appending touches the last
-- page and not one page per conversation.
CREATE TABLE event (
    conversation TEXT    NOT NULL REFERENCES conversation (id),
    seq          INTEGER NOT NULL CHECK (seq > 0),
    id           TEXT    NOT NULL UNIQUE,
    at           INTEGER NOT NULL,
    client       TEXT,
    source_key   TEXT,
    body         TEXT    NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT;

-- Where duplicates die: a client's id lives once in its conversation, an outside source once in the store.
CREATE UNIQUE INDEX event_client ON event (conversation, client) WHERE client IS NOT NULL;
CREATE UNIQUE INDEX event_source ON event (source_key) WHERE source_key IS NOT NULL;

-- What waits to be done. Finished work is deleted, so the table and its indexes hold open work alone and stay as small
-- as the backlog. AUTOINCREMENT, because an id is the place in its lane and must not come back after a deletion.
-- `fence` is that of the claim a running item is held under. `ambiguous`: an earlier try may have had an effect.
CREATE TABLE work (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT    NOT NULL REFERENCES conversation (id),
    shard        INTEGER NOT NULL,
    lane         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    state        TEXT    NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'parked')),
    due          INTEGER NOT NULL,
    attempt      INTEGER NOT NULL DEFAULT 0,
    ambiguous    INTEGER NOT NULL DEFAULT 0,
    fence        INTEGER NOT NULL DEFAULT 0,
    reason       TEXT
) STRICT;

-- The head of a lane, and what falls due next.
CREATE INDEX work_lane ON work (conversation, lane, id);
CREATE INDEX work_due ON work (due, id) WHERE state = 'pending';

-- A desk's conversation belongs to one of ours.
CREATE TABLE link (
    conversation     TEXT    PRIMARY KEY REFERENCES conversation (id),
    account          TEXT    NOT NULL,
    desk             TEXT    NOT NULL,
    remote           TEXT,
    state            TEXT    NOT NULL,
    open             INTEGER NOT NULL,
    verified_through INTEGER,
    checked_at       INTEGER,
    echo_due         INTEGER,
    UNIQUE (account, remote)
) STRICT;

CREATE INDEX link_open ON link (account, checked_at) WHERE open = 1;

-- Raw events from desks, each kept once whatever number of times it was delivered.
CREATE TABLE inbox (
    key     TEXT    PRIMARY KEY,
    account TEXT    NOT NULL,
    remote  TEXT,
    raw     TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE INDEX inbox_unclaimed ON inbox (account, remote) WHERE state = 'unclaimed';
CREATE INDEX inbox_prunable ON inbox (at) WHERE state <> 'dead';

CREATE TABLE file (
    id           TEXT    PRIMARY KEY,
    conversation TEXT    NOT NULL REFERENCES conversation (id),
    name         TEXT    NOT NULL,
    media_type   TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    location     TEXT    NOT NULL,
    account      TEXT,
    claimed      INTEGER NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX file_unclaimed ON file (at) WHERE claimed = 0;

-- How far a reader has read: a maximum that never shrinks.
CREATE TABLE reader (
    conversation TEXT    NOT NULL REFERENCES conversation (id),
    who          TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    PRIMARY KEY (conversation, who)
) STRICT, WITHOUT ROWID;
