//! Proof of sameness: which version of an answer customers got in a period, on each channel.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rapport_domain::{CustomerId, ReleaseId, Timestamp, conversation::Channel};
use rapport_storage::{AnswersGiven, Cursor, GivenAnswer, Page};

use crate::{Desk, DeskError, error::invalid};

/// The longest period, in days.
const MOST_DAYS: i64 = 366;
/// Answers read at once, and at most in all, for a summary.
const AT_ONCE: u32 = 1_000;
const MOST: usize = 500_000;

/// Everybody who got one version on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAnswers {
    /// The answer's version.
    pub version: u32,
    /// The channel.
    pub channel: Channel,
    /// The numbers of the releases that held it then, smallest first.
    pub releases: Vec<u32>,
    /// How often it was said.
    pub replies: u64,
    /// To how many customers.
    pub customers: u64,
    /// When first.
    pub first_at: Timestamp,
    /// When last.
    pub last_at: Timestamp,
}

#[derive(Default)]
struct Gathered {
    releases: BTreeSet<ReleaseId>,
    customers: BTreeSet<CustomerId>,
    replies: u64,
    first_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
}

impl Desk {
    /// The versions of an answer that customers got, by version and channel, the newest version first.
    pub async fn sameness(&self, wanted: &AnswersGiven) -> Result<Vec<SameAnswers>, DeskError> {
        let mut found: BTreeMap<(u32, u8), (Channel, Gathered)> = BTreeMap::new();
        let (mut cursor, mut read) = (None, 0);
        loop {
            let page = self.answers_given(wanted, cursor.as_ref(), AT_ONCE).await?;
            read += page.items.len();
            for given in page.items {
                let key = (given.version, given.channel as u8);
                let (_, gathered) = found.entry(key).or_insert_with(|| (given.channel, Gathered::default()));
                gathered.replies += 1;
                gathered.releases.insert(given.release);
                gathered.customers.insert(given.customer);
                gathered.first_at.get_or_insert(given.at);
                gathered.last_at = Some(given.at);
            }
            if read > MOST {
                return Err(invalid(
                    "from",
                    "That is more than half a million answers. Choose a shorter period.",
                ));
            }
            let Some(next) = page.next else { break };
            cursor = Some(next);
        }
        let numbers: HashMap<ReleaseId, u32> =
            self.releases().await?.into_iter().map(|release| (release.id, release.number)).collect();
        let same = |((version, _), (channel, gathered)): ((u32, u8), (Channel, Gathered))| {
            let mut releases: Vec<u32> =
                gathered.releases.iter().filter_map(|id| numbers.get(id).copied()).collect();
            releases.sort_unstable();
            SameAnswers {
                version,
                channel,
                releases,
                replies: gathered.replies,
                customers: gathered.customers.len() as u64,
                first_at: gathered.first_at.unwrap_or(wanted.from),
                last_at: gathered.last_at.unwrap_or(wanted.from),
            }
        };
        Ok(found.into_iter().rev().map(same).collect())
    }

    /// Every single one of these answers, oldest first.
    pub async fn answers_given(
        &self,
        wanted: &AnswersGiven,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<GivenAnswer>, DeskError> {
        if wanted.until <= wanted.from || wanted.until.ms_since(wanted.from) > MOST_DAYS * 86_400_000 {
            return Err(invalid("until", "Choose a period of a year at most that ends after it begins."));
        }
        Ok(self.store().read().await?.answers_given(wanted, after, limit).await?)
    }
}
