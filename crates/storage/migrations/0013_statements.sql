-- How a customer felt before a reply and after it, a row for each reply: what the measured effect of a statement is
-- counted from. The row with seq 0 holds how they felt before anything was said. Ids, labels and numbers only.
CREATE TABLE felt_replies (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    -- Whether a person wrote it.
    by_agent BIGINT NOT NULL,
    -- The topic that it answers, or the flow that speaks.
    subject TEXT,
    -- How the customer felt in the turn that it answers; without a valence that was not read, without a feeling it
    -- was unclear.
    feeling TEXT,
    intensity DOUBLE PRECISION,
    valence DOUBLE PRECISION,
    -- The same of the next turn.
    feeling_after TEXT,
    intensity_after DOUBLE PRECISION,
    valence_after DOUBLE PRECISION,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX felt_replies_by_age ON felt_replies (at);
CREATE INDEX statement_uses_by_age ON statement_uses (at);

-- Wordings that agents propose for the library. The words stand sealed: under the customer's key where the proposal
-- came from a conversation, under the house key otherwise.
CREATE TABLE statement_proposals (
    id TEXT NOT NULL PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents (id),
    conversation_id TEXT REFERENCES conversations (id),
    customer_id TEXT REFERENCES customers (id),
    at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    -- The statement that it became; without one it was declined.
    statement TEXT,
    sealed BYTEA NOT NULL
);
CREATE INDEX statement_proposals_open ON statement_proposals (at, id) WHERE decided_at IS NULL;
CREATE INDEX statement_proposals_by_agent ON statement_proposals (agent_id, at, id);
CREATE INDEX statement_proposals_by_customer ON statement_proposals (customer_id);
