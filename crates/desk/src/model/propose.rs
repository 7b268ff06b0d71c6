//! Asks the model for a text that rests on approved answers.

use std::{sync::PoisonError, time::Duration};

use rapport_dialogue::{
    Compiled, Said,
    drafting::{self, Prompt, Source},
};
use rapport_domain::{
    TopicId,
    personal::Masked,
    proposal::{NoProposal, Proposal, ProposalOutcome, ProposalSource},
    understanding::Understanding,
};
use rapport_outbound::{Chat, ChatEnd, ChatError, ChatRequest};

use super::{ModelSettings, Spent};
use crate::{Desk, DeskError};

/// Characters of a token, as a careful estimate: endpoints count differently, and many do not tell.
const TOKEN_CHARS: usize = 3;

/// What a model is to answer.
pub(crate) struct Question<'a> {
    /// What was said.
    pub said: &'a Said,
    /// What it was understood to ask.
    pub understanding: &'a Understanding,
    /// The customer's name, so that it does not leave.
    pub customer_name: Option<&'a str>,
    /// What the conversation has asked already.
    pub spent: Spent,
}

impl Desk {
    /// What the model proposes to say; `None` where no approved answer bears on the question, so that nobody was
    /// asked.
    pub(crate) async fn propose(
        &self,
        settings: &ModelSettings,
        compiled: &Compiled,
        question: Question<'_>,
    ) -> Result<Option<Proposal>, DeskError> {
        let grounding = self.grounding(compiled);
        let sources = drafting::sources(&grounding, question.said, question.understanding);
        if sources.is_empty() {
            return Ok(None);
        }
        let masked = drafting::masked(&question.said.text, question.customer_name);
        let prompt = Prompt::new(&compiled.release().content.company, &sources, &masked);
        let model = settings.endpoint.model.clone();
        let named = self.named(&sources).await?;
        let (outcome, tokens) = self.ask_model(settings, (&prompt, &sources, &masked), question.spent).await;
        Ok(Some(Proposal { model, sources: named, outcome, tokens }))
    }

    /// The sources as they are kept, with the way to their articles.
    async fn named(&self, sources: &[Source]) -> Result<Vec<ProposalSource>, DeskError> {
        let centre = self.help_centre().await?;
        let shown =
            |topic: &TopicId| centre.as_ref().is_some_and(|centre| centre.site.articles.contains_key(topic));
        let url = &self.settings().public_url;
        let named = sources.iter().map(|source| ProposalSource {
            topic: source.topic.clone(),
            version: source.version,
            link: shown(&source.topic).then(|| format!("{url}/help/articles/{}", source.topic)),
        });
        Ok(named.collect())
    }

    async fn ask_model(
        &self,
        settings: &ModelSettings,
        (prompt, sources, masked): (&Prompt, &[Source], &Masked),
        spent: Spent,
    ) -> (ProposalOutcome, u32) {
        let asked = tokens(&prompt.system) + tokens(&prompt.user);
        let estimate = u64::from(asked) + u64::from(settings.reply_tokens);
        let let_through = {
            let mut allowance = self.shared.model.allowance.lock().unwrap_or_else(PoisonError::into_inner);
            allowance.ask(settings, spent, (self.now(), estimate))
        };
        if let Err(because) = let_through {
            return (ProposalOutcome::Nothing { because }, 0);
        }
        self.count_asked();
        let request = ChatRequest {
            endpoint: &settings.endpoint,
            system: &prompt.system,
            user: &prompt.user,
            max_tokens: settings.reply_tokens,
            timeout: Duration::from_millis(settings.timeout_ms.into()),
        };
        let mut looked_at = 0;
        let given_up = |so_far: &str| {
            // Only a sentence that is finished can be judged.
            let finished = so_far.rfind(['.', '!', '?', '\n']).map_or(0, |at| at + 1);
            let more = finished > looked_at || so_far.len() > looked_at + 400;
            looked_at = if more { so_far.len().max(finished) } else { looked_at };
            more && !drafting::says_nothing(so_far) && drafting::is_lost(so_far, sources, masked)
        };
        let answer = self.parts().outbound.chat(request, given_up).await;
        let (outcome, written) = read(answer);
        let failed = matches!(&outcome, ProposalOutcome::Nothing { because } if because.is_failure());
        let used = asked + written;
        let mut allowance = self.shared.model.allowance.lock().unwrap_or_else(PoisonError::into_inner);
        allowance.done(settings, failed, (self.now(), estimate, used.into()));
        (outcome, used)
    }
}

fn read(answer: Result<Chat, ChatError>) -> (ProposalOutcome, u32) {
    let nothing = |because| ProposalOutcome::Nothing { because };
    let chat = match answer {
        Ok(chat) => chat,
        Err(error) => {
            // The cause says no more than who failed; never what was asked or answered.
            tracing::warn!(%error, "the language model gave no answer");
            let because = match error {
                ChatError::TimedOut => NoProposal::Late,
                ChatError::Connection(_) | ChatError::Address(_) => NoProposal::Unreachable,
                ChatError::Status(_) | ChatError::Unreadable(_) => NoProposal::Broken,
            };
            return (nothing(because), 0);
        }
    };
    let written = tokens(&chat.text);
    let text = match chat.end {
        ChatEnd::Whole | ChatEnd::GivenUp => chat.text.trim(),
        // The last sentence is unfinished.
        ChatEnd::CutOff => chat.text.rfind(['.', '!']).map_or("", |at| &chat.text[..=at]).trim(),
    };
    if drafting::says_nothing(text) {
        return (nothing(NoProposal::NotInSources), written);
    }
    (ProposalOutcome::Text { text: text.to_owned() }, written)
}

fn tokens(text: &str) -> u32 {
    u32::try_from(text.chars().count().div_ceil(TOKEN_CHARS)).unwrap_or(u32::MAX)
}
