-- Up to where the search index, which lies apart, has followed each conversation. The index that answers "what has
-- changed" holds only what has, so it costs nothing where there is nothing to do. What is there already is found by
-- the walk through everything that a fresh search index begins with.
ALTER TABLE conversations ADD COLUMN indexed_seq BIGINT NOT NULL DEFAULT 0;
UPDATE conversations SET indexed_seq = seq;
CREATE INDEX conversations_to_index ON conversations (id) WHERE indexed_seq < seq;
-- The same for customers: the version grows with every change of what is known of them.
ALTER TABLE customers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE customers ADD COLUMN indexed_version BIGINT NOT NULL DEFAULT 0;
UPDATE customers SET indexed_version = version;
CREATE INDEX customers_to_index ON customers (id) WHERE indexed_version < version;

-- The tags that are or were in use. Somebody may write a name into one, so they stand sealed under the house key;
-- `digest` is the keyed hash by which a tag is found.
CREATE TABLE tags (
    digest TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
-- Which conversation has which tag, a projection of the events. The conversation's row holds their names.
CREATE TABLE conversation_tags (
    digest TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (digest, conversation_id)
);
CREATE INDEX conversation_tags_by_conversation ON conversation_tags (conversation_id);
ALTER TABLE conversations ADD COLUMN sealed_tags BYTEA;
