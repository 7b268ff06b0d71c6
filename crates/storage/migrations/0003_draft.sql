-- The draft: what designers have changed after the release in force, a row for each file. The text and the name
-- of who changed it stand sealed under the house key: a draft may hold what a customer wrote.
CREATE TABLE draft_files (
    path TEXT NOT NULL PRIMARY KEY,
    -- The draft's version with which it was saved; no two saves share one.
    version BIGINT NOT NULL,
    -- The hash of the file as it was in force when it was first changed; without one it was not there.
    base_digest TEXT,
    changed_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
INSERT INTO settings (name, value) VALUES ('draft_version', '0');

-- The conversation tests that came with what was published last. They are no part of a release.
CREATE TABLE conversation_tests (
    path TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

-- Replies that gave no answer, by when: what designers write topics from. Ids only; the words stay in the events.
CREATE TABLE unanswered (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX unanswered_by_age ON unanswered (at);
INSERT INTO unanswered (conversation_id, seq, at)
    SELECT conversation_id, seq, at FROM events
    WHERE (kind = 'replied' AND (facts LIKE '%"decision":"did_not_know"%' OR facts LIKE '%"decision":"asked_back"%'))
        OR (kind = 'handover_requested' AND facts LIKE '%"handover":"did_not_know"%');
