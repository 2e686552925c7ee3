-- A conversation may have been at several desks, one link for each; at most one of them is where it is now. The state of
-- the others is kept, so that a conversation that comes back finds what is there already.
CREATE TABLE link_of_desk (
    conversation     TEXT    NOT NULL REFERENCES conversation (id),
    account          TEXT    NOT NULL,
    desk             TEXT    NOT NULL,
    remote           TEXT,
    state            TEXT    NOT NULL,
    open             INTEGER NOT NULL,
    is_current       INTEGER NOT NULL,
    verified_through INTEGER,
    checked_at       INTEGER,
    echo_due         INTEGER,
    heard_at         INTEGER,
    PRIMARY KEY (conversation, desk),
    UNIQUE (account, remote)
) STRICT;

INSERT INTO link_of_desk
SELECT conversation, account, desk, remote, state, open, 1, verified_through, checked_at, echo_due, heard_at FROM link;

DROP TABLE link;
ALTER TABLE link_of_desk RENAME TO link;

CREATE INDEX link_open ON link (account, checked_at) WHERE open = 1;

-- Who a visitor is to others: by what a token proved, or by what an account's desk calls them. `realm` is the account, or
-- the site where there is none. The visitor who was last shown to be this person.
CREATE TABLE identity (
    realm   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    PRIMARY KEY (realm, kind, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_visitor ON conversation (visitor);
