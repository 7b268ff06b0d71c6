-- The response times that the team has set: rules as JSON, and the mark of the rules and business hours with which
-- the clocks were last set. One row at most.
CREATE TABLE sla_settings (
    id BIGINT NOT NULL PRIMARY KEY,
    rules TEXT NOT NULL,
    applied TEXT NOT NULL
);

-- The clocks of conversations that need a person. A clock holds moments and numbers only. `due_at` is when the next
-- target is missed while the clock runs, `near_at` from when on that is near, `look_at` when there is something to
-- tell.
CREATE TABLE sla_clocks (
    conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversations (id),
    clock TEXT NOT NULL,
    due_at BIGINT,
    near_at BIGINT,
    look_at BIGINT
);
CREATE INDEX sla_clocks_due ON sla_clocks (due_at, conversation_id) WHERE due_at IS NOT NULL;
CREATE INDEX sla_clocks_look ON sla_clocks (look_at) WHERE look_at IS NOT NULL;

-- What came of each target: met, or missed and why. Ids, labels and numbers only, so that reports keep it.
CREATE TABLE sla_outcomes (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    episode BIGINT NOT NULL,
    target TEXT NOT NULL,
    at BIGINT NOT NULL,
    met BIGINT NOT NULL,
    reason TEXT,
    target_us BIGINT NOT NULL,
    used_us BIGINT,
    PRIMARY KEY (conversation_id, episode, target)
);
CREATE INDEX sla_outcomes_by_age ON sla_outcomes (at);
