//! Names for ids: what agents, topics and actions are called, kept until one of them changes.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use rapport_desk::{Desk, DeskError};
use rapport_domain::{
    ActionId, AgentId, TeamId, TopicId,
    conversation::{Handed, Holder},
    message::{Author, Message},
    team::Receiver,
};

use crate::shapes;

/// Names for ids, as they stand now.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    agents: HashMap<AgentId, String>,
    teams: HashMap<TeamId, String>,
    topics: HashMap<TopicId, String>,
    articles: HashMap<TopicId, String>,
    actions: HashMap<ActionId, String>,
    /// What the assistant is called.
    pub(crate) assistant: String,
    /// What the company is called.
    pub(crate) company: String,
}

/// The dictionary in force.
#[derive(Default)]
pub(crate) struct Dictionaries(RwLock<Option<Arc<Dictionary>>>);

impl Dictionaries {
    /// The dictionary in force.
    pub(crate) async fn get(&self, desk: &Desk) -> Result<Arc<Dictionary>, DeskError> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(dictionary) = kept {
            return Ok(dictionary);
        }
        let dictionary = Arc::new(read(desk).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&dictionary));
        Ok(dictionary)
    }

    /// Reads it anew at the next use.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

async fn read(desk: &Desk) -> Result<Dictionary, DeskError> {
    let (agents, teams) = (desk.agents().await?, desk.teams().await?);
    let compiled = desk.release().await?;
    let content = &compiled.release().content;
    Ok(Dictionary {
        agents: agents.into_iter().map(|agent| (agent.id, agent.name)).collect(),
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        topics: content.topics.iter().map(|topic| (topic.id.clone(), topic.title.clone())).collect(),
        articles: content
            .topics
            .iter()
            .filter_map(|topic| Some((topic.id.clone(), topic.help.title.clone()?)))
            .collect(),
        actions: content.actions.iter().map(|action| (action.id.clone(), action.title.clone())).collect(),
        assistant: content.company.assistant.clone(),
        company: content.company.name.clone(),
    })
}

impl Dictionary {
    /// An agent, by name; a closed account still has one.
    pub(crate) fn somebody(&self, id: AgentId) -> shapes::Somebody {
        let name = self.agents.get(&id).cloned().unwrap_or_else(|| "A colleague".to_owned());
        shapes::Somebody { id, name }
    }

    /// An agent's name; `None` where nobody has this id.
    pub(crate) fn agent(&self, id: AgentId) -> Option<String> {
        self.agents.get(&id).cloned()
    }

    /// Whom a conversation was handed to, by name; a team that is gone still was one.
    pub(crate) fn receiver(&self, receiver: Receiver) -> shapes::ReceiverName {
        match receiver {
            Receiver::Agent { id } => shapes::ReceiverName::Agent { id, name: self.somebody(id).name },
            Receiver::Team { id } => {
                let name = self.teams.get(&id).cloned().unwrap_or_else(|| "a team".to_owned());
                shapes::ReceiverName::Team { id, name }
            }
        }
    }

    /// Who handed a conversation to whom.
    pub(crate) fn handed(&self, handed: &Handed) -> shapes::Handed {
        shapes::Handed {
            by: self.somebody(handed.by),
            to: self.receiver(handed.to),
            note: handed.note.clone(),
            at: handed.at.into(),
        }
    }

    /// A topic's title, or its name where the release in force does not know it any more.
    pub(crate) fn topic(&self, id: &TopicId) -> String {
        self.topics.get(id).cloned().unwrap_or_else(|| id.as_str().replace('-', " "))
    }

    /// The title of a topic's article in the help centre.
    pub(crate) fn article(&self, id: &TopicId) -> String {
        self.articles.get(id).cloned().unwrap_or_else(|| self.topic(id))
    }

    /// What an action does, or its name.
    pub(crate) fn action(&self, id: &ActionId) -> String {
        self.actions.get(id).cloned().unwrap_or_else(|| id.as_str().replace('-', " "))
    }

    /// An author, by name.
    pub(crate) fn author(&self, author: Author) -> shapes::Author {
        use shapes::AuthorKind as Kind;
        let (kind, id, name) = match author {
            Author::Customer => (Kind::Customer, None, None),
            Author::Assistant => (Kind::Assistant, None, Some(self.assistant.clone())),
            Author::Agent { id } => (Kind::Agent, Some(id), Some(self.somebody(id).name)),
            Author::System => (Kind::System, None, None),
        };
        shapes::Author { kind, id, name }
    }

    /// Who speaks, by name.
    pub(crate) fn holder(&self, holder: Holder) -> shapes::Holder {
        match holder {
            Holder::Assistant => shapes::Holder {
                kind: shapes::HolderKind::Assistant,
                id: None,
                name: Some(self.assistant.clone()),
            },
            Holder::Agent { id } => shapes::Holder {
                kind: shapes::HolderKind::Agent,
                id: Some(id),
                name: Some(self.somebody(id).name),
            },
        }
    }

    /// A message, ready to be shown.
    pub(crate) fn message(&self, message: &Message) -> shapes::Message {
        shapes::Message {
            id: message.id,
            author: self.author(message.author),
            at: message.at.into(),
            text: message.text.clone(),
            rich: rapport_channels::widget::rich(message),
            attachments: message.attachments.iter().map(Into::into).collect(),
            choices: message.choices.iter().map(Into::into).collect(),
        }
    }
}
