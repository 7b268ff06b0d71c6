//! Conversations: appending events, reading them back, and the row that the inbox shows.

use rapport_domain::{
    AgentId, ConversationId, CustomerId, Timestamp,
    conversation::{Handed, Handover, Holder},
    customer::Customer,
    event::{ConversationEvent, Recorded},
    tag::Tag,
};

use crate::{
    connection::Row,
    error::StorageError,
    projection::ConversationRow,
    rollups::Counted,
    sealing::{Key, Keys},
    sla::read_clock,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Rows of one `INSERT` of events at most.
const ROWS: usize = 8;

/// What the caller thinks of a conversation; the append is refused where it is wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// The sequence number of the last event.
    pub seq: Option<u64>,
    /// The fencing token.
    pub fence: Option<u64>,
}

impl Tx {
    /// Begins a conversation with its first events, of which the first must be the start.
    pub async fn create_conversation(
        &mut self,
        id: ConversationId,
        events: &[ConversationEvent],
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let recorded = number(0, events, now);
        let first = recorded.first().ok_or(StorageError::MisplacedStart(id))?;
        let mut row = ConversationRow::started(id, first).ok_or(StorageError::MisplacedStart(id))?;
        let key = self.customer_key(row.customer).await?;
        self.insert_row(&row, &key).await?;
        recorded[1..].iter().for_each(|recorded| row.apply(recorded));
        self.store_events(&row, &recorded, &key).await?;
        if recorded.len() > 1 {
            self.update_row(&row, &key).await?;
        }
        Ok(recorded)
    }

    /// Appends events. Refused where the conversation is not as `expected`, where the assistant would
    /// speak while an agent holds it, and where a turn would be answered twice.
    pub async fn append(
        &mut self,
        id: ConversationId,
        expected: Expected,
        events: &[ConversationEvent],
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let (mut row, key) = self.locked_row(id).await?;
        check_expected(&row, expected)?;
        let recorded = number(row.seq, events, now);
        for recorded in &recorded {
            match &recorded.event {
                ConversationEvent::Started { .. } => return Err(StorageError::MisplacedStart(id)),
                ConversationEvent::Replied { .. } if row.holder != Holder::Assistant => {
                    return Err(StorageError::NotHolder(id));
                }
                _ => row.apply(recorded),
            }
        }
        if !recorded.is_empty() {
            self.store_events(&row, &recorded, &key).await?;
            self.update_row(&row, &key).await?;
        }
        Ok(recorded)
    }

    /// Where a message of the provider stands, if it was accepted before. Locks the conversation, so that
    /// nobody can accept the same message between this question and the append.
    pub async fn find_provider_id(&mut self, id: ConversationId, provider_id: &str) -> Result<Option<u64>> {
        self.connection.lock_conversation(id).await?;
        self.provider_id(id, provider_id).await
    }

    /// Keeps that the message with this id of its sender stands at `seq`, for messages whose events carry no
    /// such id.
    pub async fn note_provider_id(&mut self, id: ConversationId, provider_id: &str, seq: u64) -> Result<()> {
        let digest = self.provider_digest(id, provider_id);
        let sql = "INSERT INTO provider_ids (conversation_id, digest, seq) VALUES ($1, $2, $3)";
        self.connection.execute(sql, values![id, digest, seq]).await.map(drop)
    }

    /// An agent has read everything up to `seq`. Answers whether that changed anything.
    pub async fn mark_read(&mut self, id: ConversationId, seq: u64) -> Result<bool> {
        self.connection.lock_conversation(id).await?;
        let changed = self
            .connection
            .execute(
                "UPDATE conversations SET read_seq = $2, unread = (SELECT COUNT(*) FROM events \
                 WHERE conversation_id = $1 AND kind = 'message_received' AND seq > $2) \
                 WHERE id = $1 AND read_seq < $2 AND seq >= $2",
                values![id, seq],
            )
            .await?;
        Ok(changed > 0)
    }

    /// The customer has seen everything up to `seq`. Answers whether that changed anything.
    pub async fn mark_seen(&mut self, id: ConversationId, seq: u64) -> Result<bool> {
        let changed = self
            .connection
            .execute(
                "UPDATE conversations SET seen_seq = $2 WHERE id = $1 AND seen_seq < $2 AND seq >= $2",
                values![id, seq],
            )
            .await?;
        Ok(changed > 0)
    }

    /// The row and its customer's key, kept from everybody else until the transaction ends.
    pub(crate) async fn locked_row(&mut self, id: ConversationId) -> Result<(ConversationRow, Key)> {
        self.connection.lock_conversation(id).await?;
        let sql = "SELECT c.*, k.wrapped FROM conversations c \
                   LEFT JOIN customer_keys k ON k.customer_id = c.customer_id WHERE c.id = $1";
        let found = self.connection.fetch_optional(sql, values![id]).await?;
        let found = found.ok_or(StorageError::NoSuchConversation(id))?;
        let key = row_key(&self.keys, &found)?.ok_or(StorageError::Erased(found.parsed("customer_id")?))?;
        Ok((read_row(&found, Some(&key))?, key))
    }

    async fn store_events(&mut self, row: &ConversationRow, recorded: &[Recorded], key: &Key) -> Result<()> {
        for chunk in recorded.chunks(ROWS) {
            let mut inserted = Vec::with_capacity(chunk.len() * 6);
            for recorded in chunk {
                let facts = serde_json::to_string(&recorded.event.facts())
                    .map_err(|source| StorageError::Encode { source })?;
                let sealed = self.keys.seal(key, &event_place(row.id, recorded.seq), &recorded.event)?;
                inserted.extend(values![
                    row.id,
                    recorded.seq,
                    recorded.at,
                    recorded.event.kind(),
                    facts,
                    sealed
                ]);
            }
            self.connection.execute(INSERT_EVENTS[chunk.len() - 1], inserted).await?;
        }
        for recorded in recorded {
            self.note_event(row, recorded).await?;
        }
        Ok(())
    }

    /// What an event leaves elsewhere: the ids that make it unique, the statements it used, the counts.
    async fn note_event(&mut self, row: &ConversationRow, recorded: &Recorded) -> Result<()> {
        match &recorded.event {
            ConversationEvent::MessageReceived { provider_id, .. } => {
                let digest = self.provider_digest(row.id, provider_id);
                let sql = "INSERT INTO provider_ids (conversation_id, digest, seq) VALUES ($1, $2, $3) \
                           ON CONFLICT DO NOTHING";
                let stored = self.connection.execute(sql, values![row.id, digest, recorded.seq]).await?;
                if stored == 0 {
                    return Err(StorageError::Taken("the message's provider id"));
                }
            }
            ConversationEvent::Replied { message, .. } => {
                let sql = "INSERT INTO replies (message_id, conversation_id, seq) VALUES ($1, $2, $3) \
                           ON CONFLICT DO NOTHING";
                let stored = self.connection.execute(sql, values![message.id, row.id, recorded.seq]).await?;
                if stored == 0 {
                    return Err(StorageError::AlreadyReplied(row.id));
                }
                self.note_statements(row, recorded).await?;
                self.note_felt(row, recorded).await?;
                self.note_unanswered(row, recorded).await?;
            }
            ConversationEvent::AgentReplied { .. } => {
                self.note_statements(row, recorded).await?;
                self.note_felt(row, recorded).await?;
            }
            ConversationEvent::HandoverRequested { .. } => self.note_unanswered(row, recorded).await?,
            ConversationEvent::Tagged { tag, .. } => self.put_tag(row.id, tag).await?,
            ConversationEvent::Untagged { tag, .. } => self.take_tag_off(row.id, tag).await?,
            ConversationEvent::Perceived { .. } => {
                self.note_hard_contact(row, recorded).await?;
                self.note_felt(row, recorded).await?;
            }
            ConversationEvent::TakenOver { .. } | ConversationEvent::HandedOver { .. } => {
                self.note_hard_contact(row, recorded).await?;
            }
            ConversationEvent::Promised { .. } | ConversationEvent::PromiseChanged { .. } => {
                self.note_promise(row, recorded).await?;
            }
            ConversationEvent::Noted { .. } => self.note_mentions(row, recorded).await?,
            _ => {}
        }
        let facts = recorded.event.facts();
        let counted = Counted { kind: recorded.event.kind(), facts: &facts, channel: row.channel };
        self.count_event(row.id, recorded.at, &counted);
        Ok(())
    }

    async fn insert_row(&mut self, row: &ConversationRow, key: &Key) -> Result<()> {
        let sql = "INSERT INTO conversations (id, customer_id, inbox_id, channel, started_at, seq, fence, episode, \
                   status, last_at, last_inbound, unread, valence, intensity, urgency, waiting_rank, \
                   awaits_person, read_seq, seen_seq) VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, $5, 0, 0, 0.0, 0.0, \
                   0.0, 1000, 0, 0, 0) \
                   ON CONFLICT DO NOTHING";
        let stored = self
            .connection
            .execute(
                sql,
                values![
                    row.id,
                    row.customer,
                    row.inbox,
                    label(&row.channel),
                    row.started_at,
                    row.seq,
                    label(&row.status)
                ],
            )
            .await?;
        if stored == 0 {
            return Err(StorageError::Taken("the conversation's id"));
        }
        self.update_row(row, key).await
    }

    pub(crate) async fn update_row(&mut self, row: &ConversationRow, key: &Key) -> Result<()> {
        let holder = match row.holder {
            Holder::Assistant => None,
            Holder::Agent { id } => Some(id),
        };
        let preview =
            row.preview.as_ref().map(|preview| self.keys.seal(key, &preview_place(row.id), preview));
        let tags = (!row.tags.is_empty()).then(|| self.keys.seal(key, &tags_place(row.id), &row.tags));
        let handover = row.handover.as_ref();
        let note = handover.map(|handover| self.keys.seal(key, &note_place(row.id), &handover.note));
        let handed = row.handed.as_ref().map(|handed| self.keys.seal(key, &handed_place(row.id), handed));
        let given = values![
            row.id,
            row.seq,
            row.fence,
            row.episode,
            label(&row.status),
            holder,
            row.last_at,
            row.last_inbound,
            row.last_inbound_at,
            row.waiting_since,
            row.unread,
            row.arrived.map(rapport_domain::feeling::Feeling::as_str),
            row.feeling.map(rapport_domain::feeling::Feeling::as_str),
            row.valence,
            row.intensity,
            row.urgency,
            row.rating,
            handover.map(|handover| label(&handover.reason)),
            handover.map(|handover| handover.priority),
            handover.map(|handover| handover.since),
            row.waiting_rank(),
            row.snoozed_until,
            row.read_seq,
            preview.transpose()?,
            note.transpose()?,
            row.awaits_person(),
            tags.transpose()?,
            row.hostility.as_ref().map(label),
            row.hides_preview,
            row.ended_at,
            row.team(),
            row.language.as_deref(),
            handed.transpose()?,
            row.topic.as_ref().map(rapport_domain::TopicId::as_str),
            row.handed.as_ref().map(|handed| handed.at),
        ];
        let sql = "UPDATE conversations SET seq = $2, fence = $3, episode = $4, status = $5, holder = $6, \
                   last_at = $7, last_inbound = $8, last_inbound_at = $9, waiting_since = $10, unread = $11, \
                   arrived = $12, feeling = $13, valence = $14, intensity = $15, urgency = $16, rating = $17, \
                   handover_reason = $18, handover_priority = $19, handover_since = $20, waiting_rank = $21, \
                   snoozed_until = $22, read_seq = $23, sealed_preview = $24, sealed_note = $25, \
                   awaits_person = $26, sealed_tags = $27, hostility = $28, hides_preview = $29, \
                   ended_at = $30, team_id = $31, language = $32, sealed_handed = $33, \
                   topic = $34, handed_at = $35 WHERE id = $1";
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// All events of a conversation, oldest first; `None` when there is no such conversation. An erased
    /// customer's are an error: their words cannot be read any more.
    pub async fn conversation_events(&mut self, id: ConversationId) -> Result<Option<Vec<Recorded>>> {
        let events = self.events_after(id, 0, u32::MAX).await?;
        Ok((!events.is_empty()).then_some(events))
    }

    /// At most `limit` events with a sequence number above `after`, oldest first.
    pub async fn events_after(
        &mut self,
        id: ConversationId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>> {
        let sql = "SELECT e.seq, e.at, e.sealed, c.customer_id, k.wrapped FROM events e \
                   JOIN conversations c ON c.id = e.conversation_id \
                   LEFT JOIN customer_keys k ON k.customer_id = c.customer_id \
                   WHERE e.conversation_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";
        let rows = self.connection.fetch_all(sql, values![id, after, limit]).await?;
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let key = row_key(&self.keys, first)?.ok_or(StorageError::Erased(first.parsed("customer_id")?))?;
        rows.iter()
            .map(|row| {
                let seq = row.count("seq")?;
                let event = key.open(&event_place(id, seq), &row.blob("sealed")?)?;
                Ok(Recorded { seq, at: row.time("at")?, event })
            })
            .collect()
    }

    /// The row that the inbox shows.
    pub async fn conversation(&mut self, id: ConversationId) -> Result<Option<ConversationRow>> {
        let sql = "SELECT c.*, k.wrapped, u.sealed AS profile, u.verified, u.created_at AS customer_since, \
                   s.clock AS sla_clock FROM conversations c JOIN customers u ON u.id = c.customer_id \
                   LEFT JOIN customer_keys k ON k.customer_id = c.customer_id \
                   LEFT JOIN sla_clocks s ON s.conversation_id = c.id WHERE c.id = $1";
        let found = self.connection.fetch_optional(sql, values![id]).await?;
        found.map(|row| read_row_with_clock(&self.keys, &row)).transpose()
    }

    /// Where a message of the provider stands, if it was accepted.
    pub async fn provider_id(&mut self, id: ConversationId, provider_id: &str) -> Result<Option<u64>> {
        let digest = self.provider_digest(id, provider_id);
        let sql = "SELECT seq FROM provider_ids WHERE conversation_id = $1 AND digest = $2";
        self.connection
            .fetch_optional(sql, values![id, digest])
            .await?
            .map(|row| row.count("seq"))
            .transpose()
    }

    /// Conversations whose time aside is over.
    pub async fn snoozes_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<ConversationId>> {
        let sql = "SELECT id FROM conversations WHERE status = 'snoozed' AND snoozed_until <= $1 \
                   ORDER BY snoozed_until LIMIT $2";
        self.connection
            .fetch_all(sql, values![now, limit])
            .await?
            .iter()
            .map(|row| row.parsed("id"))
            .collect()
    }

    /// When the next conversation comes back from being put aside.
    pub async fn next_snooze(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(snoozed_until) AS at FROM conversations WHERE status = 'snoozed'";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    fn provider_digest(&self, id: ConversationId, provider_id: &str) -> String {
        self.keys.digest("provider_id", &format!("{id} {provider_id}"))
    }
}

/// `INSERT`s of 1 to [`ROWS`] events.
static INSERT_EVENTS: [&str; ROWS] = {
    macro_rules! insert {
        ($($rows:literal),*) => {
            concat!("INSERT INTO events (conversation_id, seq, at, kind, facts, sealed) VALUES ", $($rows),*)
        };
    }
    [
        insert!("($1, $2, $3, $4, $5, $6)"),
        insert!("($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12)"),
        insert!("($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18)"),
        insert!(
            "($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ",
            "($19, $20, $21, $22, $23, $24)"
        ),
        insert!(
            "($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ",
            "($19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30)"
        ),
        insert!(
            "($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ",
            "($19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36)"
        ),
        insert!(
            "($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ",
            "($19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36), ",
            "($37, $38, $39, $40, $41, $42)"
        ),
        insert!(
            "($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ",
            "($19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36), ",
            "($37, $38, $39, $40, $41, $42), ($43, $44, $45, $46, $47, $48)"
        ),
    ]
};

fn number(after: u64, events: &[ConversationEvent], at: Timestamp) -> Vec<Recorded> {
    (after + 1..).zip(events).map(|(seq, event)| Recorded { seq, at, event: event.clone() }).collect()
}

const fn check_expected(row: &ConversationRow, expected: Expected) -> Result<()> {
    if let Some(fence) = expected.fence
        && fence != row.fence
    {
        return Err(StorageError::StaleFence { conversation: row.id, expected: fence, found: row.fence });
    }
    if let Some(seq) = expected.seq
        && seq != row.seq
    {
        return Err(StorageError::StaleSeq { conversation: row.id, expected: seq, found: row.seq });
    }
    Ok(())
}

pub(crate) fn event_place(id: ConversationId, seq: u64) -> String {
    format!("events/{id}/{seq}")
}

fn preview_place(id: ConversationId) -> String {
    format!("conversations.preview/{id}")
}

fn tags_place(id: ConversationId) -> String {
    format!("conversations.tags/{id}")
}

fn handed_place(id: ConversationId) -> String {
    format!("conversations.handed/{id}")
}

fn note_place(id: ConversationId) -> String {
    format!("conversations.note/{id}")
}

/// The customer's key from a row with `customer_id` and `wrapped`; `None` once they were erased.
pub(crate) fn row_key(keys: &Keys, row: &Row) -> Result<Option<Key>> {
    let customer: CustomerId = row.parsed("customer_id")?;
    row.opt_blob("wrapped")?.map(|wrapped| keys.unwrap(customer, &wrapped)).transpose()
}

/// A row with columns `profile`, `verified` and `customer_since` beside the conversation's own.
pub(crate) fn read_row_with_profile(keys: &Keys, row: &Row) -> Result<ConversationRow> {
    let key = row_key(keys, row)?;
    let mut read = read_row(row, key.as_ref())?;
    if let (Some(key), Some(sealed)) = (&key, row.opt_blob("profile")?) {
        let verified = row.flag("verified")?;
        let created_at = row.time("customer_since")?;
        let profile = crate::customers::open_profile(key, read.customer, &sealed)?;
        read.profile = Some(Customer { verified, created_at, ..profile });
    }
    Ok(read)
}

/// The same with a column `sla_clock` besides.
pub(crate) fn read_row_with_clock(keys: &Keys, row: &Row) -> Result<ConversationRow> {
    Ok(ConversationRow { sla: read_clock(row)?, ..read_row_with_profile(keys, row)? })
}

fn read_row(row: &Row, key: Option<&Key>) -> Result<ConversationRow> {
    let id = row.parsed("id")?;
    let opened = |column: &str, place: String| -> Result<Option<serde_json::Value>> {
        match (key, row.opt_blob(column)?) {
            (Some(key), Some(sealed)) => key.open(&place, &sealed).map(Some),
            _ => Ok(None),
        }
    };
    let typed = |column: &str, value: serde_json::Value| {
        serde_json::from_value(value)
            .map_err(|source| StorageError::Corrupt { column: column.to_owned(), source: Box::new(source) })
    };
    let preview = opened("sealed_preview", preview_place(id))?;
    let note = opened("sealed_note", note_place(id))?;
    let handed: Option<Handed> =
        opened("sealed_handed", handed_place(id))?.map(serde_json::from_value).transpose().map_err(
            |source| StorageError::Corrupt { column: "sealed_handed".into(), source: Box::new(source) },
        )?;
    let tags = match (key, row.opt_blob("sealed_tags")?) {
        (Some(key), Some(sealed)) => open_tags(key, id, &sealed)?,
        _ => Vec::new(),
    };
    let holder = row.opt_parsed::<AgentId>("holder")?;
    Ok(ConversationRow {
        id,
        customer: row.parsed("customer_id")?,
        profile: None,
        inbox: row.parsed("inbox_id")?,
        channel: row.label("channel")?,
        started_at: row.time("started_at")?,
        seq: row.count("seq")?,
        fence: row.count("fence")?,
        episode: u32::try_from(row.count("episode")?).unwrap_or(u32::MAX),
        status: row.label("status")?,
        holder: holder.map_or(Holder::Assistant, |id| Holder::Agent { id }),
        last_at: row.time("last_at")?,
        last_inbound: row.count("last_inbound")?,
        last_inbound_at: row.opt_time("last_inbound_at")?,
        waiting_since: row.opt_time("waiting_since")?,
        unread: row.count("unread")?,
        arrived: row.opt_parsed("arrived")?,
        feeling: row.opt_parsed("feeling")?,
        valence: row.real("valence")?,
        intensity: row.real("intensity")?,
        urgency: row.real("urgency")?,
        hostility: row.opt_label("hostility")?,
        hides_preview: row.flag("hides_preview")?,
        ended_at: row.opt_time("ended_at")?,
        rating: row.opt_int("rating")?.and_then(|score| u8::try_from(score).ok()),
        handover: read_handover(row, note)?,
        handed,
        language: row.opt_text("language")?,
        topic: row.opt_parsed("topic")?,
        snoozed_until: row.opt_time("snoozed_until")?,
        preview: preview.map(|value| typed("sealed_preview", value)).transpose()?,
        tags,
        sla: None,
        read_seq: row.count("read_seq")?,
        seen_seq: row.count("seen_seq")?,
    })
}

/// The tags of a conversation.
pub(crate) fn open_tags(key: &Key, id: ConversationId, sealed: &[u8]) -> Result<Vec<Tag>> {
    key.open(&tags_place(id), sealed)
}

fn read_handover(row: &Row, note: Option<serde_json::Value>) -> Result<Option<Handover>> {
    let (Some(reason), Some(since)) = (row.opt_label("handover_reason")?, row.opt_time("handover_since")?)
    else {
        return Ok(None);
    };
    #[expect(clippy::cast_possible_truncation, reason = "it was an f32 before it was stored")]
    let priority = row.opt_real("handover_priority")?.unwrap_or(0.0) as f32;
    let note = note.and_then(|note| note.as_str().map(str::to_owned)).unwrap_or_default();
    Ok(Some(Handover { reason, note, priority, since }))
}
