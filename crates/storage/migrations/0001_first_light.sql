-- The whole schema, in the words that SQLite and PostgreSQL share: ids TEXT, times BIGINT in microseconds
-- since 1970 (UTC), truth 0/1, JSON as TEXT, bytes BYTEA. Columns named `sealed` hold XChaCha20-Poly1305
-- ciphertext; columns named `digest` hold a keyed or plain hash. No other column holds personal text.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE customers (
    id TEXT NOT NULL PRIMARY KEY,
    verified BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    erased_at BIGINT,
    sealed BYTEA
);

-- One key per customer, wrapped by the master key. Deleting the row erases what the key sealed.
CREATE TABLE customer_keys (
    customer_id TEXT NOT NULL PRIMARY KEY REFERENCES customers (id),
    wrapped BYTEA NOT NULL
);

-- Keyed hashes by which a customer is found again: kind `email`, `external_id` or `name_word`.
CREATE TABLE customer_lookups (
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    PRIMARY KEY (kind, digest, customer_id)
);
CREATE INDEX customer_lookups_by_customer ON customer_lookups (customer_id);
CREATE UNIQUE INDEX customer_lookups_external_id ON customer_lookups (digest) WHERE kind = 'external_id';

CREATE TABLE visitors (
    digest TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    inbox_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX visitors_by_customer ON visitors (customer_id);

CREATE TABLE inboxes (
    id TEXT NOT NULL PRIMARY KEY,
    public_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    allowed_origins TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BYTEA
);

-- A projection of the events, except `read_seq` and `seen_seq`, which only these rows know.
CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    inbox_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    status TEXT NOT NULL,
    holder TEXT,
    last_at BIGINT NOT NULL,
    last_inbound BIGINT NOT NULL,
    last_inbound_at BIGINT,
    waiting_since BIGINT,
    unread BIGINT NOT NULL,
    arrived TEXT,
    feeling TEXT,
    valence DOUBLE PRECISION NOT NULL,
    intensity DOUBLE PRECISION NOT NULL,
    urgency DOUBLE PRECISION NOT NULL,
    rating BIGINT,
    handover_reason TEXT,
    handover_priority DOUBLE PRECISION,
    handover_since BIGINT,
    -- Whether it is open and nobody holds it: a column of its own, so that the queue has an index of its own.
    awaits_person BIGINT NOT NULL,
    -- Small is served first: a thousand less the priority's thousandths.
    waiting_rank BIGINT NOT NULL,
    snoozed_until BIGINT,
    read_seq BIGINT NOT NULL,
    seen_seq BIGINT NOT NULL,
    sealed_preview BYTEA,
    sealed_note BYTEA
);
CREATE INDEX conversations_by_last ON conversations (last_at, id);
CREATE INDEX conversations_by_feeling ON conversations (feeling, last_at, id);
CREATE INDEX conversations_by_status ON conversations (status, last_at, id);
CREATE INDEX conversations_by_status_feeling ON conversations (status, feeling, last_at, id);
CREATE INDEX conversations_by_holder ON conversations (holder, last_at, id)
    WHERE status = 'open' AND holder IS NOT NULL;
CREATE INDEX conversations_by_customer ON conversations (customer_id, last_at, id);
CREATE INDEX conversations_waiting ON conversations (waiting_rank, waiting_since, id)
    WHERE awaits_person = 1;
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE status = 'snoozed';

CREATE TABLE events (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);

-- One provider message id is one message, however often the provider repeats it.
CREATE TABLE provider_ids (
    conversation_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, digest)
);

-- A reply's message id is minted from what it answers, so a second reply to the same turn is refused here.
CREATE TABLE replies (
    message_id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL
);

CREATE TABLE turns (
    conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversations (id),
    first_at BIGINT NOT NULL,
    through_seq BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE INDEX turns_due ON turns (due_at);

CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    unique_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    conversation_id TEXT,
    customer_id TEXT,
    webhook_id TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    state TEXT NOT NULL,
    finished_at BIGINT,
    sealed BYTEA
);
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_by_conversation ON deliveries (conversation_id, state);
CREATE INDEX deliveries_by_customer ON deliveries (customer_id);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, created_at, id);

-- What came of each attempt: numbers and short labels, never a body.
CREATE TABLE delivery_attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    http_status BIGINT,
    problem TEXT,
    PRIMARY KEY (delivery_id, number)
);

CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    conversation_id TEXT,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX attachments_by_customer ON attachments (customer_id);

CREATE TABLE attachment_contents (
    attachment_id TEXT NOT NULL PRIMARY KEY REFERENCES attachments (id),
    sealed BYTEA NOT NULL
);

CREATE TABLE statement_uses (
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    statement TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, seq, statement)
);
CREATE INDEX statement_uses_by_customer ON statement_uses (customer_id, at);

-- How often something happened, by quarter of an hour (microseconds since 1970 / 900,000,000), because a
-- day begins at a quarter hour in every time zone. `shard` spreads PostgreSQL's row locks.
CREATE TABLE rollups (
    quarter BIGINT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    shard BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (quarter, kind, item, shard)
);

CREATE TABLE teams (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE agents (
    id TEXT NOT NULL PRIMARY KEY,
    email_digest TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    team_id TEXT REFERENCES teams (id),
    available BIGINT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    sealed BYTEA NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL REFERENCES agents (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_agent ON sessions (agent_id);

CREATE TABLE attempts (
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (kind, digest, window_start)
);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    agent_id TEXT,
    role TEXT,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    sealed BYTEA NOT NULL
);

CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    sealed BYTEA NOT NULL
);

CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    events TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE TABLE idempotency_keys (
    digest TEXT NOT NULL PRIMARY KEY,
    request_digest TEXT NOT NULL,
    customer_id TEXT,
    created_at BIGINT NOT NULL,
    http_status BIGINT,
    sealed BYTEA
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_by_customer ON idempotency_keys (customer_id);

CREATE TABLE releases (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    content TEXT NOT NULL
);

CREATE TABLE release_vectors (
    release_id TEXT NOT NULL REFERENCES releases (id),
    model TEXT NOT NULL,
    vectors BYTEA NOT NULL,
    PRIMARY KEY (release_id, model)
);

-- Who did what to what, ids only, each row bound to the one before it by a hash.
CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    chain TEXT NOT NULL
);

-- The end of the audit chain; one row, locked by whoever appends.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    chain TEXT NOT NULL
);
INSERT INTO audit_head (id, number, chain) VALUES (1, 0, '');

CREATE TABLE erasures (
    customer_id TEXT NOT NULL PRIMARY KEY,
    receipt_id TEXT NOT NULL UNIQUE,
    erased_at BIGINT NOT NULL,
    receipt TEXT NOT NULL
);

-- Folders that hold a backup's key file; an erasure removes the key there too.
CREATE TABLE backups (
    folder TEXT NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL
);
