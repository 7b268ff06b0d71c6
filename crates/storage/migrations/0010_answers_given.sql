-- Replies by their moment, so that the proof of sameness reads a period and not the whole log.
CREATE INDEX events_replied ON events (at, conversation_id, seq) WHERE kind = 'replied';
