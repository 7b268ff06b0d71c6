-- The worst hostility of a conversation's episode, where it was abuse or a threat; whether the last message is
-- one that nobody should come upon in a list; and since when it is ended by policy.
ALTER TABLE conversations ADD COLUMN hostility TEXT;
ALTER TABLE conversations ADD COLUMN hides_preview BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN ended_at BIGINT;

-- Hard contacts: which agent was written to with abuse or a threat, or took over where that had happened. Ids and
-- labels only: what happened to the agent, never what they felt.
CREATE TABLE hard_contacts (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    agent_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX hard_contacts_by_age ON hard_contacts (at);

-- What is reported: by an agent, or by Rapport itself where nobody stands. The words, and those with which it was
-- closed, stand sealed under the customer's key: an erasure leaves that there was an incident, and no word of it.
CREATE TABLE incidents (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    agent_id TEXT REFERENCES agents (id),
    kind TEXT NOT NULL,
    message_seq BIGINT,
    at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT,
    sealed BYTEA
);
CREATE INDEX incidents_by_age ON incidents (at, id);
CREATE INDEX incidents_open ON incidents (at, id) WHERE closed_at IS NULL;
CREATE INDEX incidents_by_conversation ON incidents (conversation_id);
CREATE INDEX incidents_by_customer ON incidents (customer_id);

-- Thanks for an agent. A customer's words stay where they are, in the event at `seq`; a colleague's stand sealed
-- under the house key. The team sees them where both agree; a colleague has agreed by writing.
CREATE TABLE kind_words (
    id TEXT NOT NULL PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents (id),
    from_agent_id TEXT REFERENCES agents (id),
    conversation_id TEXT REFERENCES conversations (id),
    customer_id TEXT REFERENCES customers (id),
    seq BIGINT,
    at BIGINT NOT NULL,
    agent_shares BIGINT NOT NULL,
    customer_agrees BIGINT,
    sealed BYTEA,
    UNIQUE (conversation_id, seq)
);
CREATE INDEX kind_words_by_agent ON kind_words (agent_id, at, id);
CREATE INDEX kind_words_shared ON kind_words (at, id) WHERE agent_shares = 1 AND customer_agrees = 1;
CREATE INDEX kind_words_by_customer ON kind_words (customer_id);
