-- What was promised to customers: a projection of the events, by which promises are listed and fall due. What nobody
-- owns and has no moment stands in its conversation only. The words stay in the event at `seq`.
CREATE TABLE promises (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    owner_id TEXT,
    made_at BIGINT NOT NULL,
    due_at BIGINT,
    -- The moment by which it is listed: when it is due, or the end of time.
    rank_at BIGINT NOT NULL,
    -- When something is to be done about it next: a reminder, or what follows where it is not kept.
    next_at BIGINT,
    state TEXT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX promises_open ON promises (rank_at, seq, conversation_id) WHERE closed_at IS NULL;
CREATE INDEX promises_open_by_owner ON promises (owner_id, rank_at, seq, conversation_id) WHERE closed_at IS NULL;
CREATE INDEX promises_closed ON promises (closed_at, seq, conversation_id) WHERE closed_at IS NOT NULL;
CREATE INDEX promises_closed_by_owner ON promises (owner_id, closed_at, seq, conversation_id)
    WHERE closed_at IS NOT NULL;
CREATE INDEX promises_next ON promises (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX promises_by_customer ON promises (customer_id);

-- Which agent is called by name in which note. The words stay in the event at `seq`; only `read_at` is known here
-- alone.
CREATE TABLE mentions (
    agent_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (agent_id, conversation_id, seq)
);
CREATE INDEX mentions_by_agent ON mentions (agent_id, at, seq, conversation_id);
CREATE INDEX mentions_unread ON mentions (agent_id) WHERE read_at IS NULL;
CREATE INDEX mentions_by_customer ON mentions (customer_id);

-- Canned replies become macros: text to insert is one of the things that a macro does.
ALTER TABLE canned_replies RENAME TO macros;
DROP INDEX canned_replies_by_agent;
CREATE INDEX macros_by_agent ON macros (agent_id);
