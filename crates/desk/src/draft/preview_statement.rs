//! How a statement that is being written would be said: to customers in each feeling, and why not where it would
//! not.

use rapport_coaching::{FramingRequest, Register, Speaker, eligible, suggestions};
use rapport_dialogue::content::{Finding, check, tidied_statement};
use rapport_domain::{
    ConversationId, TopicId,
    content::{Response, Statement, Topic},
    feeling::Feeling,
    perception::Perception,
    why::DecisionKind,
};

use super::statements::findings;
use crate::{Desk, DeskError};

/// What is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewStatement {
    /// The statement as it is being written, saved or not.
    pub statement: Statement,
    /// What the customer asks about; the first topic that fills the blanks where nothing is said.
    pub topic: Option<TopicId>,
    /// How strongly the customer feels, 0…1.
    pub intensity: f32,
    /// How soon they need an answer, 0…1.
    pub urgency: f32,
    /// Whether they had to come back.
    pub repeated: bool,
    /// Whether an agent says it; otherwise the assistant does.
    pub by_agent: bool,
    /// Whether it is heard; otherwise it is read.
    pub spoken: bool,
}

/// How a statement would be said.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementPreview {
    /// The topic that it is shown with.
    pub topic: Option<TopicId>,
    /// That topic's approved answer, as it is read or heard.
    pub answer: Option<String>,
    /// What comes of it in each feeling; without one, where it is unclear.
    pub feelings: Vec<InFeeling>,
    /// What is wrong with it, as a check would say.
    pub findings: Vec<Finding>,
}

/// What comes of a statement in a feeling.
#[derive(Debug, Clone, PartialEq)]
pub struct InFeeling {
    /// The feeling; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// How it reads, where it may be said.
    pub text: Option<String>,
    /// Why it is not said, where it is not.
    pub because: Option<String>,
}

impl Desk {
    /// How a statement would be said, as it is being written. Nothing is saved.
    pub async fn preview_statement(&self, of: PreviewStatement) -> Result<StatementPreview, DeskError> {
        let copy = self.working_copy().await?;
        let mut content = copy.standing();
        let statement = tidied_statement(of.statement.clone());
        content.statements.retain(|known| known.id != statement.id);
        content.statements.push(statement.clone());
        content.statements.sort_by(|a, b| a.id.cmp(&b.id));
        let topic = match &of.topic {
            Some(id) => content.topics.iter().find(|topic| topic.id == *id),
            None => content.topics.iter().find(|topic| fills(topic, &statement)),
        };
        let feelings = Feeling::ALL.into_iter().map(Some).chain([None]);
        Ok(StatementPreview {
            topic: topic.map(|topic| topic.id.clone()),
            answer: topic.and_then(|topic| answer(topic, of.spoken)),
            feelings: feelings.map(|feeling| in_feeling(&of, &statement, topic, feeling)).collect(),
            findings: findings(&check(&content), &statement.id),
        })
    }
}

fn in_feeling(
    of: &PreviewStatement,
    statement: &Statement,
    topic: Option<&Topic>,
    feeling: Option<Feeling>,
) -> InFeeling {
    let mut mood = Perception::unclear("en");
    mood.feeling = feeling;
    mood.intensity = of.intensity;
    mood.urgency = of.urgency;
    let only = std::slice::from_ref(statement);
    let conversation = ConversationId::from_bytes([0; 16]);
    let request = FramingRequest {
        author: if of.by_agent { Speaker::Agent } else { Speaker::Assistant },
        register: if of.spoken { Register::Spoken } else { Register::Written },
        repeated: of.repeated,
        topic: topic.map(|topic| &topic.id),
        impact: topic.map(|topic| &topic.impact),
        name: Some("Mia"),
        ..FramingRequest::new(only, &mood, DecisionKind::Answered, conversation, 1)
    };
    let said = suggestions(&request, &std::collections::BTreeMap::new(), 1).pop().map(|said| said.text);
    let because = match (&said, eligible(statement, &request)) {
        (Some(_), _) => None,
        (None, Err(reason)) => Some(format!("Not said: {reason}.")),
        (None, Ok(_)) => Some("Not said: a reply to somebody who feels so has no place for it.".to_owned()),
    };
    InFeeling { feeling, text: said, because }
}

/// Whether a topic fills the blanks of a statement.
fn fills(topic: &Topic, statement: &Statement) -> bool {
    let given = |name: &str, value: &Option<String>| !statement.text.contains(name) || value.is_some();
    given("{happened}", &topic.impact.happened)
        && given("{cannot}", &topic.impact.cannot)
        && given("{without}", &topic.impact.without)
        && matches!(topic.response, Response::Answer(_))
}

fn answer(topic: &Topic, spoken: bool) -> Option<String> {
    let Response::Answer(answer) = &topic.response else { return None };
    let heard = answer.spoken.clone().filter(|_| spoken);
    Some(heard.unwrap_or_else(|| answer.plain.clone()))
}
