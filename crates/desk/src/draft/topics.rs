//! The topics of the draft, each as a whole: read from its file, and written back into it.

use rapport_dialogue::content::{Finding, read_topic, tidied_topic, topic_path, write_topic};
use rapport_domain::{
    TopicId,
    content::{Answer, Response, Topic},
};

use super::{OpenFile, SaveFile, WorkingCopy};
use crate::{Desk, DeskError, HowChanged, error::invalid};

/// A topic in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicEntry {
    /// Its name.
    pub id: TopicId,
    /// What it holds; `None` where its file cannot be read.
    pub topic: Option<Topic>,
    /// How it differs from the release in force.
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
}

/// A topic to be edited.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTopic {
    /// Its file.
    pub file: OpenFile,
    /// What it holds; `None` where it is not there, was taken away, or cannot be read.
    pub topic: Option<Topic>,
    /// Why it cannot be read.
    pub unreadable: Option<Finding>,
    /// What the release in force holds.
    pub live: Option<Topic>,
}

/// A topic as somebody wants it to be.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveTopic {
    /// The topic; its answer's version is counted here.
    pub topic: Topic,
    /// Which text of its file they have seen.
    pub mark: String,
    /// Whether they have seen what has changed in the release in force, and keep their own.
    pub keep: bool,
    /// Who saves.
    pub by: String,
}

/// An example that another topic would take, if it were not one.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleConflict {
    /// The topic whose example it is.
    pub topic: TopicId,
    /// The example.
    pub example: String,
    /// The topic that would take it.
    pub taken_for: TopicId,
    /// How sure it would be, 0…1.
    pub confidence: f32,
}

impl Desk {
    /// All topics, as the draft has them, by name; those that it takes away too.
    pub async fn draft_topics(&self) -> Result<Vec<TopicEntry>, DeskError> {
        let copy = self.working_copy().await?;
        let live = copy.live.release().content.topics.iter().map(|topic| TopicEntry {
            id: topic.id.clone(),
            topic: Some(topic.clone()),
            how: None,
            conflict: false,
        });
        let mut entries: Vec<TopicEntry> = live.collect();
        for file in copy.changed_files() {
            let Some(id) = topic_of(&file.path) else { continue };
            let OpenTopic { topic, .. } = open(&copy, &id);
            let taken_away = file.how == HowChanged::Removed;
            let before = entries.iter().position(|entry| entry.id == id).map(|at| entries.swap_remove(at));
            let topic = if taken_away { before.and_then(|before| before.topic) } else { topic };
            entries.push(TopicEntry { id, topic, how: Some(file.how), conflict: file.conflict });
        }
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    /// A topic to be edited; also one that there is not yet.
    pub async fn draft_topic(&self, id: &TopicId) -> Result<OpenTopic, DeskError> {
        Ok(open(&self.working_copy().await?, id))
    }

    /// Saves a topic into the draft. Its answer's version counts up from the one in force when its texts differ.
    pub async fn save_draft_topic(&self, save: SaveTopic) -> Result<OpenTopic, DeskError> {
        let mut topic = tidied_topic(save.topic);
        let id = topic.id.clone();
        let live = self.release().await?;
        let in_force = live.release().content.topics.iter().find(|known| known.id == id);
        if let Response::Answer(answer) = &mut topic.response {
            answer.version = version_after(answer, in_force);
        }
        let path = topic_path(&id);
        let text = write_topic(&topic);
        match read_topic(&path, &text) {
            Ok(read) if read == topic => {}
            Ok(_) => {
                let message =
                    "A line that begins with “## ” marks a variant in the file. Use “### ” for headings.";
                return Err(invalid("answer", message));
            }
            Err(finding) => return Err(invalid("answer", finding.message)),
        }
        let SaveTopic { mark, keep, by, .. } = save;
        self.save_draft_file(SaveFile { path, text: Some(text), mark, keep, by }).await?;
        self.draft_topic(&id).await
    }

    /// The examples that another topic would take if they were not examples: where two topics take
    /// customers from each other. As the draft stands; trains, which takes seconds.
    pub async fn draft_conflicts(&self) -> Result<Vec<ExampleConflict>, DeskError> {
        let content = self.working_copy().await?.content()?;
        let rehearsal = self.rehearsal(content).await?;
        let left_out = self.left_out(&rehearsal).await?;
        let others = left_out.iter().filter(|left_out| left_out.topic != left_out.taken_for);
        let conflict = |left_out: &rapport_dialogue::understand::LeftOut| ExampleConflict {
            topic: left_out.topic.clone(),
            example: left_out.example.clone(),
            taken_for: left_out.taken_for.clone(),
            confidence: left_out.confidence,
        };
        Ok(others.map(conflict).collect())
    }
}

/// The topic that a file holds, by its name.
fn topic_of(path: &str) -> Option<TopicId> {
    path.strip_prefix("topics/")?.strip_suffix(".md")?.parse().ok()
}

fn open(copy: &WorkingCopy, id: &TopicId) -> OpenTopic {
    let file = copy.open(&topic_path(id));
    let (topic, unreadable) = match file.text.as_deref().map(|text| read_topic(&file.path, text)) {
        None => (None, None),
        Some(Ok(topic)) if topic.id == *id => (Some(topic), None),
        Some(Ok(topic)) => {
            let message =
                format!("The file has the name of “{id}” and holds “{}”. Make them the same.", topic.id);
            (None, Some(Finding::error(&file.path, message)))
        }
        Some(Err(finding)) => (None, Some(finding)),
    };
    let live = copy.live.release().content.topics.iter().find(|topic| topic.id == *id).cloned();
    OpenTopic { file, topic, unreadable, live }
}

/// The version of an answer after the one in force: the next where customers would read something else.
fn version_after(answer: &Answer, in_force: Option<&Topic>) -> u32 {
    match in_force.map(|topic| &topic.response) {
        Some(Response::Answer(old)) => {
            let texts = |a: &Answer| (a.plain.clone(), a.rich.clone(), a.spoken.clone(), a.next_step.clone());
            old.version + u32::from(texts(old) != texts(answer))
        }
        _ => 1,
    }
}
