//! Sameness: one need in many words gets one answer, with the same facts on every channel.

use rapport_domain::{
    TopicId,
    content::{Answer, Response},
    message::Choice,
    perception::Perception,
    understanding::Candidate,
    why::DecisionKind,
};
use serde::{Deserialize, Serialize};

use super::{Heard, Reader, Stage};
use crate::{
    content::Finding,
    understand::{Compiled, Said},
};

/// A need in a customer's words, written by somebody who has not seen the topic's examples.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paraphrase {
    /// A name to find it by.
    pub id: String,
    /// What the customer writes.
    pub text: String,
    /// The topics whose answer meets the need; none where the content has no answer.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    /// The topics that meet a second request in the same message.
    #[serde(default)]
    pub also: Vec<TopicId>,
}

/// What came of a paraphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The right answer or flow; or an honest "I don't know" where there is none.
    Right,
    /// Asked back, and the right one is among what was offered.
    OfferedRight,
    /// An honest "I don't know" where there is an answer.
    Unknown,
    /// Asked back, and the right one is not there.
    OfferedWrong,
    /// Another topic's answer.
    Wrong,
}

/// What came of one paraphrase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The paraphrase.
    pub id: String,
    /// What came of it.
    pub verdict: Verdict,
    /// The topic that spoke.
    pub topic: Option<TopicId>,
    /// How sure that was, 0…1.
    pub confidence: Option<f32>,
    /// The topics that came nearest, surest first.
    pub nearest: Vec<Candidate>,
    /// How sure it is that any topic is meant, 0…1.
    pub in_scope: f32,
    /// Whether the second request was taken up too; `None` where there is none.
    pub second_met: Option<bool>,
    /// Whether text, Markdown and speech each hold the approved answer word for word; `None` where no
    /// approved answer was given.
    pub same_facts: Option<bool>,
}

/// Reads a file of paraphrases, one JSON object a line.
///
/// # Errors
/// The first line that cannot be read.
pub fn load_paraphrases(path: &str, text: &str) -> Result<Vec<Paraphrase>, Finding> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| {
                Finding::error(path, format!("This paraphrase cannot be read: {error}.")).at(Some(at + 1))
            })
        })
        .collect()
}

/// Has a new customer write each paraphrase.
pub fn run_paraphrases(compiled: &Compiled, paraphrases: &[Paraphrase], reader: &Reader<'_>) -> Vec<Outcome> {
    let run = |paraphrase: &Paraphrase| {
        let (perception, vector) = reader(&paraphrase.text);
        let said = Said::read(&paraphrase.text, vector, |stretch| reader(stretch).1);
        ask_paraphrase(compiled, paraphrase, &said, perception)
    };
    paraphrases.iter().map(run).collect()
}

/// Has a new customer write a paraphrase that was read before, so that several releases can be asked the same.
pub fn ask_paraphrase(
    compiled: &Compiled,
    paraphrase: &Paraphrase,
    said: &Said,
    perception: Perception,
) -> Outcome {
    let mut stage = Stage::new(compiled, std::collections::BTreeMap::new());
    let heard = stage.say(said, perception);
    let understood = stage.conversation.understanding;
    let why = heard.why.as_ref();
    let topic = why.and_then(|why| why.topic.clone());
    Outcome {
        id: paraphrase.id.clone(),
        verdict: verdict(compiled, paraphrase, &heard),
        confidence: why.and_then(|why| why.confidence),
        second_met: (!paraphrase.also.is_empty()).then(|| meets_second(compiled, paraphrase, &heard)),
        same_facts: topic.as_ref().and_then(|topic| same_facts(answer(compiled, topic)?, &heard)),
        in_scope: understood.as_ref().map_or(0.0, |understood| understood.in_scope),
        nearest: understood.map_or_else(Vec::new, |understood| understood.candidates),
        topic,
    }
}

fn verdict(compiled: &Compiled, paraphrase: &Paraphrase, heard: &Heard) -> Verdict {
    let Some(why) = &heard.why else { return Verdict::Unknown };
    let right = |topic: &TopicId| paraphrase.topics.contains(topic) || paraphrase.also.contains(topic);
    let spoke_right = why.topic.as_ref().is_some_and(right);
    let offered = offered(compiled, heard);
    let asked = why.decision == DecisionKind::AskedBack;
    match why.topic.is_some() {
        true if spoke_right && asked => Verdict::OfferedRight,
        true if spoke_right => Verdict::Right,
        _ if offered.iter().any(right) => Verdict::OfferedRight,
        _ if asked || !offered.is_empty() => Verdict::OfferedWrong,
        true => Verdict::Wrong,
        false if paraphrase.topics.is_empty() => Verdict::Right,
        false => Verdict::Unknown,
    }
}

/// The topics among the choices.
fn offered(compiled: &Compiled, heard: &Heard) -> Vec<TopicId> {
    let choices = heard.message.iter().flat_map(|message| &message.choices);
    let topic = |choice: &Choice| {
        let topics = &compiled.release().content.topics;
        topics.iter().find(|topic| topic.title == choice.value).map(|topic| topic.id.clone())
    };
    choices.filter_map(topic).collect()
}

/// Whether both requests were met: the second one's answer stands in the reply, or its flow speaks.
fn meets_second(compiled: &Compiled, paraphrase: &Paraphrase, heard: &Heard) -> bool {
    let text = heard.text.as_deref().unwrap_or_default();
    let said = |topics: &[TopicId]| {
        topics.iter().any(|topic| match response(compiled, topic) {
            Some(Response::Answer(answer)) => text.contains(&answer.plain),
            Some(Response::Flow(flow)) => {
                heard.why.as_ref().and_then(|why| why.flow.as_ref()).is_some_and(|(spoke, _)| spoke == flow)
            }
            None => false,
        })
    };
    said(&paraphrase.topics) && said(&paraphrase.also)
}

fn response<'a>(compiled: &'a Compiled, topic: &TopicId) -> Option<&'a Response> {
    let topics = &compiled.release().content.topics;
    topics.iter().find(|known| known.id == *topic).map(|topic| &topic.response)
}

fn answer<'a>(compiled: &'a Compiled, topic: &TopicId) -> Option<&'a Answer> {
    match response(compiled, topic)? {
        Response::Answer(answer) => Some(answer),
        Response::Flow(_) => None,
    }
}

fn same_facts(answer: &Answer, heard: &Heard) -> Option<bool> {
    heard.why.as_ref()?.answer_version?;
    let message = heard.message.as_ref()?;
    let holds = |said: &Option<String>, authored: &Option<String>| match (said, authored) {
        (Some(said), Some(authored)) => said.contains(authored),
        (None, Some(_)) => false,
        (_, None) => true,
    };
    let plain = message.text.contains(&answer.plain);
    Some(plain && holds(&message.rich, &answer.rich) && holds(&message.spoken, &answer.spoken))
}
