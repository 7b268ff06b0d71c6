//! What a language model put together from approved answers, where no authored answer was found.

use rapport_domain::{
    proposal::{Proposal, ProposalOutcome, ProposalSource, ProposalVerdict},
    why::DecisionKind,
};

use super::{Draft, answer};
use crate::{
    compose::{Part, escaped},
    drafting::{self, Source},
};

/// So many drafts running: whoever still asks is not helped by them.
const MOST_RUNNING: u8 = 2;

/// Gives what a language model proposed, if the guard has nothing against it. Without a proposal it only says that
/// one would be welcome; what is said then is what would be said if there were no models.
pub(super) fn drafted(draft: &mut Draft<'_>) -> bool {
    let enough = draft.state.drafted >= MOST_RUNNING;
    let busy =
        enough || !draft.state.flows.is_empty() || draft.call.is_some() || draft.state.handover.is_some();
    if busy || answer::hurts_badly(draft) || !drafting::is_possible_in(&draft.content().company.locale) {
        return false;
    }
    let Some(proposal) = draft.surroundings.proposal.as_deref() else {
        draft.wants_proposal = true;
        return false;
    };
    match judged(draft, proposal) {
        Ok(text) => {
            give(draft, proposal, text);
            true
        }
        Err(verdict) => {
            draft.note(remark(proposal, &verdict));
            draft.reply.verdict = Some(verdict);
            false
        }
    }
}

/// The text that may leave, with what is personal put back; or what speaks against it.
fn judged(draft: &Draft<'_>, proposal: &Proposal) -> Result<String, ProposalVerdict> {
    let ProposalOutcome::Text { text } = &proposal.outcome else { return Err(ProposalVerdict::default()) };
    let masked = drafting::masked(&draft.text, draft.surroundings.customer_name.as_deref());
    // Without its sources nothing bears it.
    let sources = Source::named(draft.content(), &proposal.sources).unwrap_or_default();
    let verdict = drafting::verdict(text, &sources, &masked);
    if verdict.accepted { Ok(masked.restore(text.trim())) } else { Err(verdict) }
}

fn give(draft: &mut Draft<'_>, proposal: &Proposal, text: String) {
    draft.close_question();
    draft.settle(DecisionKind::Drafted);
    let names: Vec<String> = proposal.sources.iter().map(|source| title(draft, source)).collect();
    let from = names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>();
    draft.note(format!(
        "No authored answer fits. The language model “{}” put this together from {}; the guard found nothing \
         against it.",
        proposal.model,
        listed(&from),
    ));
    draft.say(text);
    let links: Vec<String> =
        proposal.sources.iter().zip(&names).map(|(source, name)| linked(source, name)).collect();
    draft.reply.drawn_from = Some(drawn_from(draft, &listed(&from), &listed(&links)));
    draft.reply.verdict = Some(ProposalVerdict { accepted: true, objections: vec![] });
    draft.reply.offer_person = true;
}

/// The line that names the articles, in text and with links.
fn drawn_from(draft: &Draft<'_>, names: &str, links: &str) -> Part {
    // Stands for the links while all that surrounds them is made safe.
    const HERE: &str = "\u{2}";
    let template = &draft.content().wordings.drafted;
    let rich = escaped(&draft.wording(template, &[("articles", HERE)])).replace(HERE, links);
    let plain = draft.wording(template, &[("articles", names)]);
    Part { plain, rich: Some(rich), spoken: None }
}

fn title(draft: &Draft<'_>, source: &ProposalSource) -> String {
    let topic = draft.topic(&source.topic);
    let title = topic.map(|topic| topic.help.title.as_ref().unwrap_or(&topic.title).clone());
    title.unwrap_or_else(|| source.topic.to_string())
}

fn linked(source: &ProposalSource, name: &str) -> String {
    match &source.link {
        Some(link) => format!("[{}]({link})", escaped(name)),
        None => format!("“{}”", escaped(name)),
    }
}

/// “a”, “b” and “c”.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn remark(proposal: &Proposal, verdict: &ProposalVerdict) -> String {
    if let ProposalOutcome::Nothing { because } = &proposal.outcome {
        return format!("The language model “{}” {}.", proposal.model, because.in_words());
    }
    format!("A text of the language model “{}” was refused: {}.", proposal.model, drafting::reasons(verdict))
}
