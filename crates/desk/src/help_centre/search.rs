//! Somebody searches the help centre.

use std::sync::Arc;

use rapport_dialogue::{TurnContext, help_centre::FoundArticle};

use crate::{Desk, DeskError, HelpCentre, error::invalid};

/// The longest words to look for, in characters.
const MAX_WORDS_CHARS: usize = 200;
/// Articles that a search names at most.
const MOST_FOUND: usize = 20;

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
        let vector = self.vector(read.clone()).await.unwrap_or_default();
        // The reading takes the words as they were typed: it knows slips by itself, and marks say something.
        let compiled = self.release().await?;
        let reading = self.understood(&compiled, typed, &TurnContext::default()).await;
        let mut found = centre.site.search(&read, &vector, reading.as_ref());
        found.truncate(MOST_FOUND);
        let as_typed = rapport_dialogue::help_centre::plain_words(typed);
        let read_as = Some(read).filter(|read| *read != as_typed);
        Ok(Some(HelpResults { centre, read_as, found }))
    }
}
