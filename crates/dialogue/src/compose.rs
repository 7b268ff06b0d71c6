//! Composes the reply: facts word for word, framed by statements, in text, Markdown and speech.

use std::iter;

use rapport_coaching::{Framing, FramingRequest, RecentUse, Register, assert_ai_disclosure, frame};
use rapport_domain::{
    content::{Answer, Impact, Response},
    event::ConversationEvent,
    message::{Author, Message},
    trajectory::Direction,
    understanding::Understanding,
    why::{DecisionKind, Why},
};

use crate::{
    decide::{Decision, Draft, ReplyDraft},
    identity::message_id,
    placeholder,
};

/// A stretch of a reply in its variants. They say the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Plain text.
    pub plain: String,
    /// Markdown, where it differs.
    pub rich: Option<String>,
    /// To be spoken, where it differs.
    pub spoken: Option<String>,
}

impl Part {
    /// A stretch that is the same in all variants.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: text.into(), rich: None, spoken: None }
    }

    /// An approved answer.
    pub fn of(answer: &Answer) -> Self {
        Self { plain: answer.plain.clone(), rich: answer.rich.clone(), spoken: answer.spoken.clone() }
    }
}

/// How formal writing is recognised: this polite, in −1…1.
pub const FORMAL: f32 = 0.75;

/// Ends the decision: composes the reply, if there is one, and records it with its why.
pub(crate) fn finish(mut draft: Draft<'_>) -> Decision {
    // A call is made first; the reply follows when it is back.
    if draft.call.is_none() {
        if draft.reply.decision == Some(DecisionKind::FlowStep) && is_wordless(&draft.reply) {
            let text = draft.wording(&draft.content().wordings.anything_else, &[]);
            draft.say(text);
        }
        if let Some(decision) = draft.reply.decision {
            reply(&mut draft, decision);
        }
    }
    Decision { events: draft.events, call: draft.call, wants_proposal: draft.wants_proposal }
}

fn is_wordless(reply: &ReplyDraft) -> bool {
    let body = reply.body.iter().chain(&reply.opening).all(|part| part.plain.trim().is_empty());
    body && reply.question.is_none()
}

fn reply(draft: &mut Draft<'_>, decision: DecisionKind) {
    if draft.reply.topic.is_none() && decision == DecisionKind::FlowStep {
        draft.reply.topic = flow_topic(draft);
    }
    if let Some(flow) = draft.reply.back_to.take()
        && let Some(question) = draft.reply.question.take()
    {
        let title = draft.flow(&flow).map_or(String::new(), |flow| flow.title.clone());
        let template = &draft.content().wordings.back_to_flow;
        let text = draft.wording(template, &[("flow", &title), ("text", &question.plain)]);
        draft.reply.question = Some(Part::plain(text));
    }
    if draft.reply.offer_person && draft.state.handover.is_none() {
        let person = draft.person_choice();
        if !draft.reply.choices.contains(&person) {
            draft.reply.choices.push(person);
        }
    }
    let framing = framing(draft, decision, Register::Written);
    let spoken = framing_spoken(draft, decision, &framing);
    let parts = arranged(draft, &framing, &spoken);
    let answers = draft.state.understood_through.max(draft.state.last_answered);
    // A turn that could not be read is covered too; what is said by itself at a moment answers nothing new.
    let fresh = answers > draft.state.last_answered;
    let answers = if !fresh && draft.covers_unread { draft.state.last_inbound } else { answers };
    let by_itself = answers == draft.state.last_answered;
    let message = Message {
        rich: rich(&parts),
        spoken: spoken_text(&parts),
        choices: std::mem::take(&mut draft.reply.choices),
        ..Message::plain(
            if by_itself {
                message_id(draft.state.id, draft.state.seq, 1)
            } else {
                message_id(draft.state.id, answers, 0)
            },
            Author::Assistant,
            draft.surroundings.now,
            plain(&parts),
        )
    };
    promise(draft);
    let why = Box::new(why(draft, decision, framing));
    draft.emit(ConversationEvent::Replied { message, why, answers });
}

/// The topic that leads to the flow that speaks: the one that was understood, or the first.
fn flow_topic(draft: &Draft<'_>) -> Option<(rapport_domain::TopicId, Option<f32>)> {
    let flow = &draft.reply.flow.as_ref()?.0;
    let leads = |response: &Response| matches!(response, Response::Flow(id) if id == flow);
    let topics: Vec<_> = draft.content().topics.iter().filter(|topic| leads(&topic.response)).collect();
    let understood = draft.state.understanding.as_ref().and_then(|u: &Understanding| u.candidates.first());
    let chosen = topics.iter().find(|topic| understood.is_some_and(|c| c.topic == topic.id));
    chosen.or(topics.first()).map(|topic| (topic.id.clone(), None))
}

/// What was said to come next is a promise that whoever answers later must know.
fn promise(draft: &mut Draft<'_>) {
    let second = draft.reply.second.as_ref().and_then(|second| second.next_step.as_ref());
    let next_steps = draft.reply.next_step.iter().chain(second);
    let promises: Vec<String> = next_steps.map(|next| next.plain.clone()).collect();
    for promise in promises {
        draft.emit(ConversationEvent::Promised { promise, by: None, agent: None });
    }
}

/// Opening, notice, statements, facts, next step, statements, question: each paragraph in its variants.
fn arranged(draft: &Draft<'_>, framing: &Framing, spoken: &Framing) -> Vec<Vec<Part>> {
    let statements = |texts: &[String], spoken: &[String]| -> Vec<Part> {
        let pairs = texts.iter().zip(spoken);
        let part = |(text, heard): (&String, &String)| Part {
            plain: text.clone(),
            rich: None,
            spoken: (heard != text).then(|| heard.clone()),
        };
        pairs.map(part).collect()
    };
    let reply = &draft.reply;
    let mut paragraphs = Vec::new();
    if !draft.state.introduced {
        paragraphs.push(vec![Part::plain(ai_notice(draft))]);
    }
    paragraphs.push(reply.opening.clone());
    let mut lead = statements(&framing.before, &spoken.before);
    // An answer with its own paragraphs or Markdown stands apart; a short text follows on.
    let apart = reply.body.iter().any(|part| part.rich.is_some() || part.plain.contains('\n'));
    if apart {
        paragraphs.push(std::mem::take(&mut lead));
    }
    lead.extend(reply.body.iter().cloned());
    lead.extend(reply.next_step.clone());
    paragraphs.push(lead);
    let second = reply.second.iter().flat_map(|second| iter::once(&second.text).chain(&second.next_step));
    paragraphs.push(second.cloned().collect());
    paragraphs.push(reply.drawn_from.iter().cloned().collect());
    let mut last = statements(&framing.after, &spoken.after);
    last.extend(reply.question.clone());
    paragraphs.push(last);
    paragraphs.retain_mut(|parts| {
        parts.retain(|part| !part.plain.trim().is_empty());
        !parts.is_empty()
    });
    paragraphs
}

fn joined(paragraphs: &[Vec<Part>], text: impl Fn(&Part) -> String, between: &str) -> String {
    let paragraph = |parts: &Vec<Part>| parts.iter().map(&text).collect::<Vec<_>>().join(" ");
    paragraphs.iter().map(paragraph).collect::<Vec<_>>().join(between)
}

fn plain(paragraphs: &[Vec<Part>]) -> String {
    joined(paragraphs, |part| part.plain.clone(), "\n\n")
}

fn rich(paragraphs: &[Vec<Part>]) -> Option<String> {
    let any = paragraphs.iter().flatten().any(|part| part.rich.is_some());
    let text = |part: &Part| part.rich.clone().unwrap_or_else(|| escaped(&part.plain));
    any.then(|| joined(paragraphs, text, "\n\n"))
}

fn spoken_text(paragraphs: &[Vec<Part>]) -> Option<String> {
    let any = paragraphs.iter().flatten().any(|part| part.spoken.is_some());
    let text = |part: &Part| part.spoken.clone().unwrap_or_else(|| part.plain.clone());
    any.then(|| joined(paragraphs, text, " "))
}

/// Plain text as Markdown: what a customer typed must not become a link or a picture.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The sentence that opens the first reply. A wording that does not say so is replaced: this cannot be
/// switched off.
pub(crate) fn ai_notice(draft: &Draft<'_>) -> String {
    let text = draft.wording(&draft.content().wordings.ai_notice, &[]);
    if says_ai(&text) {
        return text;
    }
    let company = &draft.content().company;
    format!("I am {}, the AI assistant of {}.", company.assistant, company.name)
}

/// Whether a text says that an AI speaks.
pub(crate) fn says_ai(text: &str) -> bool {
    let says = text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "AI" | "KI" | "IA"));
    says && assert_ai_disclosure(text).is_ok()
}

fn impact<'a>(draft: &Draft<'a>) -> Option<&'a Impact> {
    let (topic, _) = draft.reply.topic.as_ref()?;
    Some(&draft.topic(topic)?.impact)
}

fn framing(draft: &Draft<'_>, decision: DecisionKind, register: Register) -> Framing {
    let statements = &draft.content().statements;
    let seq = draft.state.understood_through;
    let recent: Vec<RecentUse> = draft
        .surroundings
        .recent_statements
        .iter()
        .map(|(statement, at)| {
            let days = draft.surroundings.now.ms_since(*at) / 86_400_000;
            RecentUse { statement: statement.clone(), days_ago: u32::try_from(days).unwrap_or(0) }
        })
        .collect();
    let reply = &draft.reply;
    let customer = crate::decide::turn_text(&draft.state);
    frame(&FramingRequest {
        customer: Some(&customer),
        repeated: reply.repeated
            || draft.mood.unsaid.contains(&rapport_domain::perception::Unsaid::RepeatedContact),
        escalating: draft.state.trajectory.direction() == Direction::Escalating,
        topic: reply.topic.as_ref().map(|(topic, _)| topic),
        impact: impact(draft),
        said: &draft.state.said_statements,
        recent: &recent,
        register,
        name: draft.surroundings.customer_name.as_deref(),
        formal: draft.mood.politeness >= FORMAL,
        asks: reply.question.is_some(),
        has_next_step: reply.next_step.is_some()
            || reply.second.as_ref().is_some_and(|second| second.next_step.is_some())
            || draft.state.handover.is_some(),
        ..FramingRequest::new(statements, &draft.mood, decision, draft.state.id, seq)
    })
}

/// The same statements as they are spoken; as written where speech would have chosen others.
fn framing_spoken(draft: &Draft<'_>, decision: DecisionKind, written: &Framing) -> Framing {
    let spoken = framing(draft, decision, Register::Spoken);
    let ids = |framing: &Framing| framing.statements.iter().map(|s| s.statement.clone()).collect::<Vec<_>>();
    if ids(&spoken) == ids(written) { spoken } else { written.clone() }
}

fn why(draft: &mut Draft<'_>, decision: DecisionKind, framing: Framing) -> Why {
    let reply = std::mem::take(&mut draft.reply);
    let (topic, confidence) = reply.topic.map_or((None, None), |(topic, c)| (Some(topic), c));
    Why {
        topic,
        confidence,
        answer_version: reply.answer_version,
        second: reply.second.map(|second| (second.topic, second.version)),
        flow: reply.flow,
        feeling: draft.mood.feeling,
        intensity: draft.mood.intensity,
        urgency: draft.mood.urgency,
        statements: framing.statements,
        notes: reply.notes,
        verdict: reply.verdict.map(Box::new),
        surroundings: Some(Box::new(draft.surroundings.clone())),
        ..Why::new(decision, draft.release.id)
    }
}

/// The names that `template` may use, checked by content checks.
pub(crate) fn unknown_names<'a>(template: &'a str, known: &[&str]) -> Vec<&'a str> {
    placeholder::names(template).into_iter().filter(|name| !known.contains(name)).collect()
}
