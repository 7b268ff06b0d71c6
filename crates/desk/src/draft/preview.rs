//! What a customer would hear about a topic that is being written.

use std::sync::Arc;

use rapport_dialogue::{
    content::{Finding, check, tidied_topic, topic_path},
    rehearse::{Heard, feel, preview},
};
use rapport_domain::{content::Topic, feeling::Feeling, message::Message};

use crate::{Desk, DeskError};

/// What is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewOf {
    /// The topic as it is being written, saved or not.
    pub topic: Topic,
    /// What the customer writes; its first example, or its title, where this is empty.
    pub text: String,
    /// How the customer feels; without it, as the text reads.
    pub feeling: Option<Feeling>,
}

/// What a customer would hear.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftPreview {
    /// What the customer wrote.
    pub customer: String,
    /// The reply in all its variants.
    pub message: Option<Message>,
    /// The statements that frame it, each with why it was chosen.
    pub statements: Vec<rapport_domain::why::ChosenStatement>,
    /// What is wrong with the topic, as a check would say.
    pub findings: Vec<Finding>,
}

impl Desk {
    /// Composes the reply to a customer who asks for a topic, as it is being written.
    pub async fn preview_topic(&self, of: PreviewOf) -> Result<DraftPreview, DeskError> {
        let copy = self.working_copy().await?;
        let topic = tidied_topic(of.topic);
        let first = topic.examples.first().unwrap_or(&topic.title).clone();
        let customer = Some(of.text.trim().to_owned()).filter(|text| !text.is_empty()).unwrap_or(first);
        let (live, desk) = (copy.live.release().content.clone(), self.clone());
        let reader = Arc::clone(self.parts().readers.reader());
        let show = move || {
            // Where another file of the draft is broken, what is in force stands around the topic.
            let mut content = copy.content().unwrap_or(live);
            content.topics.retain(|known| known.id != topic.id);
            let id = topic.id.clone();
            content.topics.push(topic);
            content.topics.sort_by(|a, b| a.id.cmp(&b.id));
            let path = topic_path(&id);
            let findings = check(&content).into_iter().filter(|finding| finding.file == path).collect();
            let mut perception = reader.read(&customer, &[]).perception;
            if let Some(feeling) = of.feeling {
                feel(&mut perception, feeling);
            }
            let release = Arc::new(desk.unpublished(content));
            let Heard { message, why, .. } = preview(release, &id, &customer, perception);
            let statements = why.map(|why| why.statements).unwrap_or_default();
            DraftPreview { customer, message, statements, findings }
        };
        tokio::task::spawn_blocking(show)
            .await
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }
}
