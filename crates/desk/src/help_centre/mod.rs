//! The public help centre: the answers in force for those who would rather look, what was read and found there,
//! and whether it helped.

mod approvals;
mod feedback;
mod figures;
mod search;
mod views;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use rapport_dialogue::{Compiled, help_centre::HelpSite};
use rapport_domain::{
    ReleaseId, Timestamp, TopicId,
    content::{Company, Release},
    conversation::Channel,
    help_centre::BackLink,
};
use tokio::sync::Semaphore;

use crate::{Desk, DeskError, InboxView};

pub(crate) use approvals::given as approvals_given;
pub use feedback::{FeedbackPlace, is_answer};
pub use figures::{AnswerDetails, AnswerFigures, FeedbackComment, FeedbackCount};
pub use rapport_dialogue::help_centre::{Article, Body, Category, Colours, FoundArticle};
pub use search::HelpResults;

/// How long what changes beside the release may be behind: the inbox, what is read most.
const FRESH_MS: i64 = 60_000;
/// Articles that are named as read most, and the days that count.
const MOST_READ: usize = 6;
const READ_DAYS: i64 = 30;

/// The help centre of the release in force.
#[derive(Debug, Clone)]
pub struct HelpCentre {
    /// Its pages.
    pub site: Arc<HelpSite>,
    /// The release that it is from.
    pub release: Arc<Release>,
    /// The public key of the inbox whose chat stands on the pages; without one there is no chat.
    pub inbox: Option<String>,
    /// The way back to the company's own pages.
    pub back: Option<BackLink>,
    /// Since when each answer has been approved.
    pub approved: HashMap<TopicId, Timestamp>,
    /// What was read most in the last days, most often first; no emergencies.
    pub most_read: Vec<TopicId>,
    /// The day for which its pages were chosen: some answers hold only for a time.
    pub day: jiff::civil::Date,
}

impl HelpCentre {
    /// Whose it is.
    pub fn company(&self) -> &Company {
        &self.release.content.company
    }

    /// Since when the answer of a topic has been approved.
    pub fn approved_at(&self, topic: &TopicId) -> Timestamp {
        self.approved.get(topic).copied().unwrap_or(self.release.published_at)
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.release.id == other.release.id
            && self.inbox == other.inbox
            && self.back == other.back
            && self.most_read == other.most_read
            && self.approved == other.approved
            && self.day == other.day
    }
}

/// The help centre as it was looked at last, and what was read since it was last written down.
pub(crate) struct HelpCache {
    kept: Mutex<Option<Kept>>,
    looking: tokio::sync::Mutex<()>,
    /// Places for searches that are read by the model, which customers' turns need more.
    reading: Semaphore,
    views: Mutex<HashMap<TopicId, u64>>,
}

impl Default for HelpCache {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            looking: tokio::sync::Mutex::default(),
            reading: Semaphore::new(search::READ_AT_ONCE),
            views: Mutex::default(),
        }
    }
}

#[derive(Clone)]
struct Kept {
    release: ReleaseId,
    looked_at: Timestamp,
    centre: Option<Arc<HelpCentre>>,
}

impl HelpCache {
    fn get(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

impl Desk {
    /// The help centre of the release in force; `None` where the company has none. The same `Arc` means the
    /// same pages.
    pub async fn help_centre(&self) -> Result<Option<Arc<HelpCentre>>, DeskError> {
        let release = self.release().await?.release().id;
        let fresh = |kept: &Kept| {
            kept.release == release && (0..FRESH_MS).contains(&self.now().ms_since(kept.looked_at))
        };
        if let Some(kept) = self.shared.help.get().filter(fresh) {
            return Ok(kept.centre);
        }
        let _alone = self.shared.help.looking.lock().await;
        let known = self.shared.help.get();
        if let Some(kept) = known.clone().filter(fresh) {
            return Ok(kept.centre);
        }
        let compiled = self.release().await?;
        // Kept under the release that it is of, whatever was published while it was made.
        let release = compiled.release().id;
        let centre = self.look_at_help_centre(compiled, known.and_then(|kept| kept.centre)).await?;
        self.shared.help.put(Kept { release, looked_at: self.now(), centre: centre.clone() });
        Ok(centre)
    }

    async fn look_at_help_centre(
        &self,
        compiled: Arc<Compiled>,
        known: Option<Arc<HelpCentre>>,
    ) -> Result<Option<Arc<HelpCentre>>, DeskError> {
        let release = Arc::clone(compiled.release());
        let day = rapport_dialogue::content::day_of(&release.content.company, self.now());
        let same = known.as_ref().filter(|known| known.release.id == release.id && known.day == day);
        let site = match same {
            Some(known) => Some(Arc::clone(&known.site)),
            None => tokio::task::spawn_blocking(move || HelpSite::of(&compiled, day).map(Arc::new))
                .await
                .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?,
        };
        let Some(site) = site else { return Ok(None) };
        let mut reader = self.store().read().await?;
        let views = reader.article_views(views::day(self.now()) - READ_DAYS).await?;
        let approved = approvals::of(&release.content, reader.answer_approvals().await?);
        drop(reader);
        let quiet = |topic: &TopicId| site.articles.get(topic).is_some_and(|article| !article.safety);
        let most_read = views.into_iter().map(|view| view.topic).filter(quiet).take(MOST_READ).collect();
        let inbox = self.help_inbox(site.inbox.as_deref()).await?;
        let back = site.back.clone().or_else(|| back_to(inbox.as_ref()?, &release.content.company));
        let inbox = inbox.map(|inbox| inbox.public_key);
        let centre = HelpCentre { site, release, inbox, back, approved, most_read, day };
        // Who has rendered the pages need not do it again.
        let unchanged = known.filter(|known| known.says_the_same(&centre));
        Ok(Some(unchanged.unwrap_or_else(|| Arc::new(centre))))
    }

    /// The chat that stands on the pages: of the inbox that is named, else of the oldest one that has a chat.
    async fn help_inbox(&self, named: Option<&str>) -> Result<Option<InboxView>, DeskError> {
        let inboxes = self.inboxes().await?;
        let mut chats = inboxes.into_iter().filter(|inbox| inbox.active && inbox.channel == Channel::Widget);
        Ok(match named {
            Some(key) => chats.find(|inbox| inbox.public_key == key),
            None => chats.next(),
        })
    }
}

/// The company's own page that the chat stands on.
fn back_to(inbox: &InboxView, company: &Company) -> Option<BackLink> {
    let address = inbox.allowed_origins.first()?.clone();
    Some(BackLink { label: format!("Back to {}", company.name), address })
}
