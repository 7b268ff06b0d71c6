//! Search over everything that was said, and the worker that keeps its index up to date.

use rapport_storage::{ConversationRow, Cursor, ListFilter, Page, View};

use crate::{Desk, DeskError, error::invalid};

pub use rapport_storage::{Found, Piece, SearchFilter, Speaker};

/// The longest text that is searched for, in characters.
pub const MAX_SEARCH_CHARS: usize = 200;
/// Customers that are told beside messages.
const CUSTOMERS: usize = 8;
/// Customers who are looked at at a time…
const STRETCH: u32 = 32;
/// …and how many times, until enough of them fit the filters.
const STRETCHES: usize = 16;

/// What was found.
#[derive(Debug, Clone)]
pub struct SearchResults {
    /// Customers by name, address or id in the shop, each by their newest conversation; on the first page.
    pub customers: Vec<ConversationRow>,
    /// Messages and notes, newest first.
    pub messages: Page<Found>,
    /// How many conversations the index still has to take in, counted to a thousand.
    pub behind: u64,
}

impl Desk {
    /// Messages, notes and customers that have all words of `text`.
    pub async fn search(
        &self,
        text: &str,
        filter: &SearchFilter,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<SearchResults, DeskError> {
        if text.chars().count() > MAX_SEARCH_CHARS {
            let message = format!("Search for at most {MAX_SEARCH_CHARS} characters.");
            return Err(invalid("q", message));
        }
        if let (Some(from), Some(until)) = (filter.from, filter.until)
            && until <= from
        {
            return Err(invalid("until", "The end must be later than the beginning."));
        }
        let first = cursor.is_none();
        let messages = self.store().search(text, filter, cursor.as_ref(), limit.clamp(1, 100)).await?;
        let customers = if first { self.found_customers(text, filter).await? } else { vec![] };
        Ok(SearchResults { customers, messages, behind: self.store().search_behind().await? })
    }

    /// The newest conversation of each customer who fits words and filters. Who is looked for by what somebody
    /// said or when is no customer.
    async fn found_customers(
        &self,
        text: &str,
        filter: &SearchFilter,
    ) -> Result<Vec<ConversationRow>, DeskError> {
        if filter.speaker.is_some() || filter.from.is_some() || filter.until.is_some() {
            return Ok(vec![]);
        }
        let (mut rows, mut before) = (vec![], None);
        for _ in 0..STRETCHES {
            let (found, next) = self.store().search_customers_before(text, before, STRETCH).await?;
            let mut reader = self.store().read().await?;
            for customer in found {
                let of = ListFilter {
                    customer: Some(customer.id),
                    status: filter.status,
                    inbox: filter.inbox,
                    tag: filter.tag.clone(),
                    ..ListFilter::view(View::All)
                };
                rows.extend(reader.list_conversations(&of, None, 1).await?.items);
                if rows.len() == CUSTOMERS {
                    return Ok(rows);
                }
            }
            before = next;
            if before.is_none() {
                break;
            }
        }
        Ok(rows)
    }

    /// Takes everything into the search index that it lacks; answers how much that was.
    pub(crate) async fn index_all_due(&self) -> Result<u64, DeskError> {
        let mut all = 0;
        loop {
            let taken = self.store().index_due(self.now()).await?;
            if taken == 0 {
                return Ok(all);
            }
            all += taken;
        }
    }
}
