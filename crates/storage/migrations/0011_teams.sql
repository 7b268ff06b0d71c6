-- Teams: who is in which, and for how many minutes what waits for a team is offered to its members alone.
ALTER TABLE teams ADD COLUMN offered_first_minutes BIGINT NOT NULL DEFAULT 5;
CREATE TABLE team_members (
    team_id TEXT NOT NULL REFERENCES teams (id),
    agent_id TEXT NOT NULL REFERENCES agents (id),
    PRIMARY KEY (team_id, agent_id)
);
INSERT INTO team_members (team_id, agent_id) SELECT team_id, id FROM agents WHERE team_id IS NOT NULL;
-- Nothing reads this column any more; SQLite cannot drop one that refers to another table.
UPDATE agents SET team_id = NULL;

-- The team that a conversation waits for, the language that the customer writes in, the topic of the last reply, and
-- when and by whom it was handed to whom, with which words.
ALTER TABLE conversations ADD COLUMN team_id TEXT;
ALTER TABLE conversations ADD COLUMN language TEXT;
ALTER TABLE conversations ADD COLUMN topic TEXT;
ALTER TABLE conversations ADD COLUMN handed_at BIGINT;
ALTER TABLE conversations ADD COLUMN sealed_handed BYTEA;

-- The rank is the moment from which a place in the queue counts: since the customer waits, less a head start for the
-- priority. Small is still served first.
UPDATE conversations SET waiting_rank = COALESCE(waiting_since, last_at)
    - CASE WHEN waiting_rank <= 100 THEN 604800000000 ELSE (1000 - waiting_rank) * 3600000 END;
