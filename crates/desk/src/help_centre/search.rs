//! Somebody searches the help centre.

use std::{sync::Arc, time::Duration};

use rapport_dialogue::{Said, TurnContext, help_centre::FoundArticle};

use crate::{Desk, DeskError, HelpCentre, error::invalid};

/// The longest words to look for, in characters.
const MAX_WORDS_CHARS: usize = 200;
/// Articles that a search names at most.
const MOST_FOUND: usize = 20;
/// Searches that the model reads at the same time. It reads for customers in the chat first of all: whoever
/// searches while these are taken is answered by words alone.
pub(super) const READ_AT_ONCE: usize = 2;
/// How long a search waits for the model, which others may keep busy.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a search found.
#[derive(Debug, Clone)]
pub struct HelpResults {
    /// Where it was searched.
    pub centre: Arc<HelpCentre>,
    /// The words as they were read, where slips were put right.
    pub read_as: Option<String>,
    /// The articles that fit, best first; none where nothing honestly does.
    pub found: Vec<FoundArticle>,
}

impl Desk {
    /// Searches the help centre; `None` where there is none.
    pub async fn search_help(&self, typed: &str) -> Result<Option<HelpResults>, DeskError> {
        let typed = rapport_channels::text::clean(typed);
        let typed = typed.trim();
        if typed.chars().count() > MAX_WORDS_CHARS {
            return Err(invalid("q", format!("Use at most {MAX_WORDS_CHARS} characters.")));
        }
        let Some(centre) = self.help_centre().await? else { return Ok(None) };
        let read = centre.site.read_as(typed);
        if read.is_empty() {
            return Ok(Some(HelpResults { centre, read_as: None, found: vec![] }));
        }
        // The model takes the words as they were typed: it knows slips by itself, and marks say something.
        let vector = self.meaning(typed).await.unwrap_or_default();
        let compiled = self.release().await?;
        let said = Said { text: typed.to_owned(), vector, stretches: vec![] };
        let is_read = !said.vector.is_empty();
        let reading = is_read.then(|| compiled.understand(&said, &TurnContext::default()));
        let mut found = centre.site.search(&read, &said.vector, reading.as_ref());
        found.truncate(MOST_FOUND);
        let as_typed = rapport_dialogue::help_centre::plain_words(typed);
        let read_as = Some(read).filter(|read| *read != as_typed);
        Ok(Some(HelpResults { centre, read_as, found }))
    }

    /// The sentence vector of what is searched for; `None` where the model has no time for it now.
    async fn meaning(&self, typed: &str) -> Option<Vec<f32>> {
        let _place = self.shared.help.reading.try_acquire().ok()?;
        // What is given up before its turn costs the model nothing.
        let vector = tokio::time::timeout(PATIENCE, self.parts().readers.vector(typed.to_owned())).await;
        vector.ok()?.ok()
    }
}
