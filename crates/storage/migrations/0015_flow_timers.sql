-- Moments that flows wait for: an answer that does not come, a step that waits. They follow from the conversation's
-- events; the row wakes whoever looks.
CREATE TABLE flow_timers (
    conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversations (id),
    due_at BIGINT NOT NULL,
    -- Until when a node has it to itself.
    claimed_until BIGINT NOT NULL
);
CREATE INDEX flow_timers_due ON flow_timers (due_at);
