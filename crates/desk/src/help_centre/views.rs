//! How often articles are read: counted in memory and written down every few seconds, so that reading costs no
//! transaction. What a killed node had not written down is lost; nothing depends on it.

use std::sync::PoisonError;

use rapport_domain::{Timestamp, TopicId};
use rapport_storage::ViewCount;

use crate::{Desk, DeskError};

/// Days since 1970, UTC.
pub(super) const fn day(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(24 * 3_600 * 1_000_000)
}

impl Desk {
    /// Somebody read an article.
    pub fn count_article_view(&self, topic: &TopicId) {
        let mut views = self.shared.help.views.lock().unwrap_or_else(PoisonError::into_inner);
        *views.entry(topic.clone()).or_default() += 1;
    }

    /// Writes down how often articles were read on this node.
    pub(crate) async fn write_down_views(&self) -> Result<(), DeskError> {
        let views =
            std::mem::take(&mut *self.shared.help.views.lock().unwrap_or_else(PoisonError::into_inner));
        if views.is_empty() {
            return Ok(());
        }
        let day = day(self.now());
        let views: Vec<ViewCount> =
            views.into_iter().map(|(topic, total)| ViewCount { topic, total }).collect();
        self.store()
            .write(move |tx| Box::pin(async move { Ok(tx.add_article_views(day, &views).await?) }))
            .await
    }
}
