-- Since when each answer has been approved: the publication that first held this very text. Restoring an older
-- release brings its dates back.
CREATE TABLE answer_approvals (
    topic_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (topic_id, digest)
);

-- How often each article of the help centre was read, by day: counts alone, nothing about who.
CREATE TABLE article_views (
    topic_id TEXT NOT NULL,
    -- Days since 1970, UTC.
    day BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (topic_id, day)
);

-- Whether an answer helped, on its page or in the chat. Nobody is named: `once` is a hash that keeps one answer in a
-- chat from being counted twice. A comment stands sealed under the house key.
CREATE TABLE answer_feedback (
    id TEXT NOT NULL PRIMARY KEY,
    topic_id TEXT NOT NULL,
    answer_version BIGINT NOT NULL,
    place TEXT NOT NULL,
    helpful BIGINT NOT NULL,
    at BIGINT NOT NULL,
    once TEXT UNIQUE,
    sealed BYTEA
);
CREATE INDEX answer_feedback_by_topic ON answer_feedback (topic_id, at);
CREATE INDEX answer_feedback_by_age ON answer_feedback (at);
