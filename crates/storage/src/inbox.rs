//! The inbox: lists of conversations, each answered from an index, however many there are.

use rapport_domain::{
    AgentId, CustomerId, InboxId, TeamId, Timestamp, conversation::Status, feeling::Feeling, tag::Tag,
};
use sqlx::AssertSqlSafe;

use crate::{
    conversations::read_row_with_clock,
    error::StorageError,
    page::{Cursor, Page},
    projection::ConversationRow,
    store::Reader,
    value::{Value, label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Counts stop here: "999+" says enough, and a badge must not read a hundred thousand rows.
pub const COUNTED_AT_MOST: u64 = 1_000;

/// Which conversations a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Open ones that an agent holds.
    Mine(AgentId),
    /// Open ones that wait for a person; who is served first comes first.
    Waiting,
    /// Every one.
    All,
    /// Those that the assistant is answering.
    Assistant,
    /// Those put aside.
    Snoozed,
    /// Those done.
    Resolved,
    /// Those whose clock of response times runs; what is missed next comes first.
    Sla,
}

/// Which conversations a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFilter {
    /// Which.
    pub view: View,
    /// Only those whose customer feels so.
    pub feeling: Option<Feeling>,
    /// Only those of this customer.
    pub customer: Option<CustomerId>,
    /// Only those that stand so.
    pub status: Option<Status>,
    /// Only those in this inbox.
    pub inbox: Option<InboxId>,
    /// Only those with this tag.
    pub tag: Option<Tag>,
    /// Only those that this agent holds.
    pub holder: Option<AgentId>,
    /// Only those that wait for this team or are held by one of its members.
    pub team: Option<TeamId>,
    /// Only those whose customer has this address, this id in the shop, or all these words in their name.
    pub search: Option<String>,
}

impl ListFilter {
    /// Everything that a view shows.
    pub const fn view(view: View) -> Self {
        Self {
            view,
            feeling: None,
            customer: None,
            status: None,
            inbox: None,
            tag: None,
            holder: None,
            team: None,
            search: None,
        }
    }
}

/// How many conversations each view shows, none above [`COUNTED_AT_MOST`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// See [`View::Mine`].
    pub mine: u64,
    /// See [`View::Waiting`].
    pub waiting: u64,
    /// See [`View::All`].
    pub all: u64,
    /// See [`View::Assistant`].
    pub assistant: u64,
    /// See [`View::Snoozed`].
    pub snoozed: u64,
    /// See [`View::Resolved`].
    pub resolved: u64,
    /// See [`View::Sla`]; `None` where no response times are set.
    pub sla: Option<u64>,
    /// Promises of the agent that are due soon, or overdue.
    pub promises: u64,
    /// Notes that call the agent and that they have not read.
    pub mentions: u64,
}

/// How many customers arrived and left how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeelingMove {
    /// The first feeling of the episode that could be told.
    pub arrived: Option<Feeling>,
    /// The last one.
    pub left: Option<Feeling>,
    /// How many conversations.
    pub total: u64,
}

impl Reader {
    /// A page of conversations: waiting ones in the order in which they are served, others newest first.
    pub async fn list_conversations(
        &mut self,
        filter: &ListFilter,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<ConversationRow>> {
        let (sql, given) = self.list_statement(filter, cursor, limit)?;
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), given).await?;
        let items =
            rows.iter().map(|row| read_row_with_clock(&self.keys, row)).collect::<Result<Vec<_>>>()?;
        Ok(Page::cut(items, limit, |last| match filter.view {
            View::Waiting => {
                Cursor::from_ranked(last.waiting_rank(), last.waiting_since.unwrap_or(last.last_at), last.id)
            }
            View::Sla => {
                let due_at = last.sla.as_ref().and_then(|clock| clock.next()?.1.due_at);
                Cursor::from_newest_first(due_at.unwrap_or(last.last_at), last.id)
            }
            _ => Cursor::from_newest_first(last.last_at, last.id),
        }))
    }

    /// How many conversations each view shows to an agent, and what else calls them. `with_sla` says whether response
    /// times are set.
    pub async fn count_conversations(&mut self, agent: AgentId, with_sla: bool) -> Result<Counts> {
        Ok(Counts {
            mine: self.count(View::Mine(agent)).await?,
            waiting: self.count(View::Waiting).await?,
            all: self.count(View::All).await?,
            assistant: self.count(View::Assistant).await?,
            snoozed: self.count(View::Snoozed).await?,
            resolved: self.count(View::Resolved).await?,
            sla: if with_sla { Some(self.count(View::Sla).await?) } else { None },
            promises: self.count_promises_due(agent).await?,
            mentions: self.count_unread_mentions(agent).await?,
        })
    }

    /// Since when the customer waits who has waited longest for a person.
    pub async fn longest_waiting_since(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(waiting_since) AS at FROM conversations WHERE awaits_person = 1";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    /// How customers arrived and left in conversations that moved since `from` and before `until`.
    pub async fn feeling_moves(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<FeelingMove>> {
        let sql = "SELECT arrived, feeling, COUNT(*) AS total FROM conversations \
                   WHERE last_at >= $1 AND last_at < $2 GROUP BY arrived, feeling ORDER BY arrived, feeling";
        let rows = self.connection.fetch_all(sql, values![from, until]).await?;
        rows.iter()
            .map(|row| {
                Ok(FeelingMove {
                    arrived: row.opt_parsed("arrived")?,
                    left: row.opt_parsed("feeling")?,
                    total: row.count("total")?,
                })
            })
            .collect()
    }

    fn list_statement(
        &self,
        filter: &ListFilter,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<(String, Vec<Value>)> {
        let mut query = Conditions::default();
        query.view(filter.view);
        if let Some(feeling) = filter.feeling {
            query.and("c.feeling = ?", feeling.as_str());
        }
        if let Some(customer) = filter.customer {
            query.and("c.customer_id = ?", customer);
        }
        if let Some(status) = filter.status {
            query.and("c.status = ?", label(&status));
        }
        if let Some(inbox) = filter.inbox {
            query.and("c.inbox_id = ?", inbox);
        }
        if let Some(tag) = &filter.tag {
            let digest = self.tag_digest(tag);
            query.and("c.id IN (SELECT conversation_id FROM conversation_tags WHERE digest = ?)", digest);
        }
        if let Some(holder) = filter.holder {
            query.and("c.holder = ?", holder);
        }
        if let Some(team) = filter.team {
            let of_team =
                "(c.team_id = ? OR c.holder IN (SELECT agent_id FROM team_members WHERE team_id = ?))";
            query.and(of_team, team);
        }
        if let Some(text) = &filter.search {
            let (whole, words) = self.search_digests(text);
            query.search(whole, words);
        }
        let order = query.after(filter.view, cursor)?;
        let limit_at = query.push(u64::from(limit) + 1);
        let sql = format!(
            "SELECT c.*, k.wrapped, u.sealed AS profile, u.verified, u.created_at AS customer_since, \
             s.clock AS sla_clock FROM conversations c {} JOIN sla_clocks s ON s.conversation_id = c.id \
             JOIN customers u ON u.id = c.customer_id \
             LEFT JOIN customer_keys k ON k.customer_id = c.customer_id WHERE {} ORDER BY {order} LIMIT ${limit_at}",
            if filter.view == View::Sla { "INNER" } else { "LEFT" },
            query.text()
        );
        Ok((sql, query.values))
    }

    async fn count(&mut self, view: View) -> Result<u64> {
        let mut query = Conditions::default();
        query.view(view);
        let sql = format!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM {} WHERE {} LIMIT {COUNTED_AT_MOST}) AS shown",
            if view == View::Sla { "sla_clocks s" } else { "conversations c" },
            query.text()
        );
        self.connection.fetch_one(AssertSqlSafe(sql), query.values).await?.count("n")
    }
}

/// The conditions of a list, with `?` counted into `$1`, `$2`….
#[derive(Default)]
struct Conditions {
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn text(&self) -> String {
        if self.parts.is_empty() { "1 = 1".to_owned() } else { self.parts.join(" AND ") }
    }

    fn push(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }

    fn and(&mut self, part: &str, value: impl Into<Value>) {
        let at = self.push(value);
        self.parts.push(part.replace('?', &format!("${at}")));
    }

    fn view(&mut self, view: View) {
        match view {
            View::Mine(agent) => {
                self.and("c.holder = ?", agent);
                self.parts.push("c.status = 'open'".to_owned());
            }
            // Word for word the condition of the partial index.
            View::Waiting => self.parts.push("c.awaits_person = 1".to_owned()),
            View::All => {}
            View::Assistant => self.parts.push("c.status = 'pending'".to_owned()),
            View::Snoozed => self.parts.push("c.status = 'snoozed'".to_owned()),
            View::Resolved => self.parts.push("c.status = 'resolved'".to_owned()),
            // Word for word the condition of the partial index.
            View::Sla => self.parts.push("s.due_at IS NOT NULL".to_owned()),
        }
    }

    fn search(&mut self, whole: Vec<String>, words: Vec<String>) {
        let mut either = Vec::new();
        let placed: Vec<String> = whole.into_iter().map(|digest| format!("${}", self.push(digest))).collect();
        either.push(format!(
            "c.customer_id IN (SELECT customer_id FROM customer_lookups WHERE kind IN ('email', 'external_id') \
             AND digest IN ({}))",
            placed.join(", ")
        ));
        if !words.is_empty() {
            let each: Vec<String> = words
                .into_iter()
                .map(|digest| {
                    format!(
                        "c.customer_id IN (SELECT customer_id FROM customer_lookups WHERE kind = 'name_word' \
                         AND digest = ${})",
                        self.push(digest)
                    )
                })
                .collect();
            either.push(format!("({})", each.join(" AND ")));
        }
        self.parts.push(format!("({})", either.join(" OR ")));
    }

    /// Begins after the cursor; answers the order.
    fn after(&mut self, view: View, cursor: Option<&Cursor>) -> Result<&'static str> {
        if view == View::Waiting {
            if let Some(cursor) = cursor {
                let (rank, since, id) = cursor.ranked()?;
                let (rank, since, id) = (self.push(rank), self.push(since), self.push(id));
                self.parts
                    .push(format!("(c.waiting_rank, c.waiting_since, c.id) > (${rank}, ${since}, ${id})"));
            }
            return Ok("c.waiting_rank, c.waiting_since, c.id");
        }
        if view == View::Sla {
            if let Some(cursor) = cursor {
                let (due_at, id) = cursor.newest_first()?;
                let (due_at, id) = (self.push(due_at), self.push(id));
                self.parts.push(format!("(s.due_at, s.conversation_id) > (${due_at}, ${id})"));
            }
            return Ok("s.due_at, s.conversation_id");
        }
        if let Some(cursor) = cursor {
            let (at, id) = cursor.newest_first()?;
            let (at, id) = (self.push(at), self.push(id));
            self.parts.push(format!("(c.last_at, c.id) < (${at}, ${id})"));
        }
        Ok("c.last_at DESC, c.id DESC")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rapport_domain::{AgentId, CustomerId, Entropy, Timestamp, feeling::Feeling};

    use super::*;
    use crate::{Store, StoreOptions};

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    /// A hundred thousand conversations are no reason to read them all, nor to sort them.
    #[tokio::test]
    async fn every_list_is_answered_from_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
        let store =
            Store::open(StoreOptions { url, master_key: [0; 32], entropy: Arc::new(Zeros) }).await.unwrap();
        let mut reader = store.read().await.unwrap();
        let agent = AgentId::from_bytes([1; 16]);
        let mine = View::Mine(agent);
        let views =
            [mine, View::Waiting, View::All, View::Assistant, View::Snoozed, View::Resolved, View::Sla];
        for view in views {
            let ranked = Cursor::from_ranked(1, Timestamp::from_micros(1), "cnv_1");
            let newest = Cursor::from_newest_first(Timestamp::from_micros(1), "cnv_1");
            let cursor = if view == View::Waiting { ranked } else { newest };
            let plain = ListFilter::view(view);
            let mut filters = vec![plain.clone()];
            if !matches!(view, View::Waiting | View::Mine(_) | View::Sla) {
                filters.push(ListFilter { feeling: Some(Feeling::Angry), ..plain.clone() });
            }
            if view == View::All {
                filters.push(ListFilter { customer: Some(CustomerId::from_bytes([1; 16])), ..plain });
            }
            for filter in filters {
                for cursor in [None, Some(&cursor)] {
                    let (sql, given) = reader.list_statement(&filter, cursor, 50).unwrap();
                    let plan = explain(&mut reader, sql, given).await;
                    let index =
                        if view == View::Sla { "USING INDEX sla_" } else { "USING INDEX conversations_" };
                    assert!(plan.contains(index), "{filter:?}: {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
                }
            }
        }
    }

    async fn explain(reader: &mut Reader, sql: String, given: Vec<Value>) -> String {
        let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = reader.connection.fetch_all(sql, given).await.unwrap();
        rows.iter().map(|row| row.text("detail").unwrap()).collect::<Vec<_>>().join("; ")
    }
}
