-- Releases that are prepared and wait for their moment. What they change, who prepared them and why one did not
-- go out stand sealed under the house key.
CREATE TABLE scheduled_releases (
    id TEXT NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL,
    -- The release over which it was prepared: over another one it is not published.
    over_release TEXT NOT NULL,
    -- Whether its moment came and it was not published; then it stays until somebody has seen why.
    refused BIGINT NOT NULL,
    -- Until when a node has it to itself while it publishes.
    claimed_until BIGINT,
    sealed BYTEA NOT NULL
);
