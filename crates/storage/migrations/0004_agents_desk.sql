-- How often an agent waved a rule of the coach away: theirs alone, no report reads it.
CREATE TABLE coach_dismissals (
    agent_id TEXT NOT NULL REFERENCES agents (id),
    rule TEXT NOT NULL,
    total BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (agent_id, rule)
);

-- What an agent needed in a conversation and did not find. The words may tell of the customer, so they stand
-- sealed under the customer's key and go with it.
CREATE TABLE knowledge_gaps (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    agent_id TEXT NOT NULL REFERENCES agents (id),
    at BIGINT NOT NULL,
    settled_at BIGINT,
    sealed BYTEA NOT NULL
);
CREATE INDEX knowledge_gaps_open ON knowledge_gaps (at, id) WHERE settled_at IS NULL;
CREATE INDEX knowledge_gaps_by_customer ON knowledge_gaps (customer_id);

-- Replies that were sent and may still be taken back. `digest` is that of conversation, agent and their own id
-- of the reply.
CREATE TABLE held_replies (
    digest TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    agent_id TEXT NOT NULL REFERENCES agents (id),
    held_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    refused TEXT,
    sealed BYTEA NOT NULL
);
CREATE INDEX held_replies_due ON held_replies (due_at) WHERE refused IS NULL;
CREATE INDEX held_replies_by_conversation ON held_replies (conversation_id, held_at);
CREATE INDEX held_replies_by_customer ON held_replies (customer_id);

-- Replies that agents keep at hand: of one agent, or of the whole team where nobody owns them. They belong to
-- no customer, so they stand sealed under the house key.
CREATE TABLE canned_replies (
    id TEXT NOT NULL PRIMARY KEY,
    agent_id TEXT REFERENCES agents (id),
    created_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX canned_replies_by_agent ON canned_replies (agent_id);
