//! The flows of the draft, each as a whole: read from its file with what is wrong in it and who leads to it, and
//! written back.

use rapport_dialogue::content::{Finding, check, flow_path, loses_remarks, read_flow, write_flow_over};
use rapport_domain::{
    FlowId,
    content::{ActionDefinition, Content, Flow, Response, StepKind},
};

use super::{OpenFile, SaveFile, WorkingCopy};
use crate::{Desk, DeskError, HowChanged};

/// All flows of the draft, and what their steps may call.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftFlows {
    /// The flows, by name; those that the draft takes away too.
    pub flows: Vec<FlowEntry>,
    /// The actions.
    pub actions: Vec<ActionDefinition>,
}

/// A flow in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowEntry {
    /// Its name.
    pub id: FlowId,
    /// What it holds; `None` where its file cannot be read.
    pub flow: Option<Flow>,
    /// How it differs from the release in force.
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
    /// Who leads to it.
    pub used_by: Vec<FlowUse>,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// A flow to be edited.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenFlow {
    /// Its file.
    pub file: OpenFile,
    /// What it holds; `None` where it is not there, was taken away, or cannot be read.
    pub flow: Option<Flow>,
    /// Why it cannot be read.
    pub unreadable: Vec<Finding>,
    /// What the release in force holds.
    pub live: Option<Flow>,
    /// What is wrong in it, as the draft stands.
    pub findings: Vec<Finding>,
    /// Who leads to it.
    pub used_by: Vec<FlowUse>,
    /// Whether its file holds remarks that are lost when it is saved from a form.
    pub loses_remarks: bool,
}

/// Who leads to a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowUse {
    /// How.
    pub kind: FlowUseKind,
    /// The name of the topic or flow.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a customer asks who gets there, where a topic leads.
    pub example: Option<String>,
}

/// How something leads to a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowUseKind {
    /// A topic is answered by it.
    Topic,
    /// A topic's answer offers it.
    Offer,
    /// Another flow calls it.
    Flow,
}

/// A flow as somebody wants it to be.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveFlow {
    /// The flow.
    pub flow: Flow,
    /// Which text of its file they have seen.
    pub mark: String,
    /// Whether they have seen what has changed in the release in force, and keep their own.
    pub keep: bool,
    /// Who saves.
    pub by: String,
}

impl Desk {
    /// All flows, as the draft has them, by name; those that it takes away too.
    pub async fn draft_flows(&self) -> Result<DraftFlows, DeskError> {
        let copy = self.working_copy().await?;
        let content = copy.standing();
        let findings = check(&content);
        let changed = copy.changed_files();
        let ids = content.flows.iter().chain(&copy.live.release().content.flows).map(|flow| flow.id.clone());
        let mut ids: Vec<FlowId> = ids.chain(changed.iter().filter_map(|file| flow_of(&file.path))).collect();
        ids.sort();
        ids.dedup();
        let entry = |id: FlowId| {
            let open = open(&copy, &id);
            let change = changed.iter().find(|file| file.path == open.file.path);
            let path = &open.file.path;
            FlowEntry {
                how: change.map(|file| file.how),
                conflict: open.file.conflict,
                used_by: uses(&content, &id),
                findings: if open.unreadable.is_empty() {
                    findings.iter().filter(|finding| finding.file == *path).cloned().collect()
                } else {
                    open.unreadable
                },
                flow: open.flow.or(open.live.filter(|_| open.file.text.is_none())),
                id,
            }
        };
        Ok(DraftFlows { flows: ids.into_iter().map(entry).collect(), actions: content.actions.clone() })
    }

    /// A flow to be edited; also one that there is not yet.
    pub async fn draft_flow(&self, id: &FlowId) -> Result<OpenFlow, DeskError> {
        let copy = self.working_copy().await?;
        let content = copy.standing();
        let mut open = open(&copy, id);
        open.used_by = uses(&content, id);
        open.findings =
            check(&content).into_iter().filter(|finding| finding.file == open.file.path).collect();
        Ok(open)
    }

    /// Saves a flow into the draft. Remarks on lines of their own stay in its file.
    pub async fn save_draft_flow(&self, save: SaveFlow) -> Result<OpenFlow, DeskError> {
        let SaveFlow { flow, mark, keep, by } = save;
        let id = flow.id.clone();
        let path = flow_path(&id);
        let text = match self.release().await?.release().content.flows.iter().find(|live| **live == flow) {
            // As in force it is no change, however its file was laid out.
            Some(live) => write_flow_over(live, None),
            None => write_flow_over(&flow, self.draft_file(&path).await?.text.as_deref()),
        };
        self.save_draft_file(SaveFile { path, text: Some(text), mark, keep, by }).await?;
        self.draft_flow(&id).await
    }
}

impl WorkingCopy {
    /// The draft as content, as far as it can be read: where a file of it cannot, what is in force stands.
    pub(super) fn standing(&self) -> Content {
        self.content().unwrap_or_else(|_| {
            let mut content = self.live.release().content.clone();
            // Flows are read one by one, so that one that is broken hides no other.
            for file in &self.changed {
                let Some(id) = flow_of(&file.path) else { continue };
                content.flows.retain(|flow| flow.id != id);
                let read = file.text.as_deref().and_then(|text| read_flow(&file.path, text).ok());
                content.flows.extend(read.filter(|flow| flow.id == id));
            }
            content.flows.sort_by(|a, b| a.id.cmp(&b.id));
            content
        })
    }
}

/// The flow that a file holds, by its name.
fn flow_of(path: &str) -> Option<FlowId> {
    path.strip_prefix("flows/")?.strip_suffix(".yaml")?.parse().ok()
}

fn open(copy: &WorkingCopy, id: &FlowId) -> OpenFlow {
    let file = copy.open(&flow_path(id));
    let (flow, unreadable) = match file.text.as_deref().map(|text| read_flow(&file.path, text)) {
        None => (None, vec![]),
        Some(Ok(flow)) if flow.id == *id => (Some(flow), vec![]),
        Some(Ok(flow)) => {
            let message =
                format!("The file has the name of “{id}” and holds “{}”. Make them the same.", flow.id);
            (None, vec![Finding::error(&file.path, message)])
        }
        Some(Err(findings)) => (None, findings),
    };
    OpenFlow {
        live: copy.live.release().content.flows.iter().find(|flow| flow.id == *id).cloned(),
        loses_remarks: file.text.as_deref().is_some_and(loses_remarks),
        file,
        flow,
        unreadable,
        findings: vec![],
        used_by: vec![],
    }
}

/// Who leads to a flow: topics first.
fn uses(content: &Content, id: &FlowId) -> Vec<FlowUse> {
    let topics = content.topics.iter().filter_map(|topic| {
        let kind = match &topic.response {
            Response::Flow(flow) if flow == id => FlowUseKind::Topic,
            Response::Answer(answer) if answer.offer.as_ref() == Some(id) => FlowUseKind::Offer,
            _ => return None,
        };
        let example = topic.examples.first().cloned();
        Some(FlowUse { kind, id: topic.id.to_string(), title: topic.title.clone(), example })
    });
    let calls = |flow: &&Flow| {
        let called = |kind: &StepKind| matches!(kind, StepKind::Call(call) if call.flow == *id);
        flow.id != *id && flow.steps.iter().any(|step| called(&step.kind))
    };
    let flows = content.flows.iter().filter(calls).map(|flow| FlowUse {
        kind: FlowUseKind::Flow,
        id: flow.id.to_string(),
        title: flow.title.clone(),
        example: None,
    });
    topics.chain(flows).collect()
}
