//! Flows in a conversation's state: the open question, where each flow stands, what was interrupted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::{
    action::ActionCall,
    event::{ConversationEvent, FlowEnding, Recorded, Timer},
    id::{FlowId, SlotName, StepId, TopicId},
    time::Timestamp,
};

/// What the assistant asked and waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pending {
    /// A value.
    Slot {
        /// For which flow.
        flow: FlowId,
        /// At which step.
        step: StepId,
        /// How many values did not fit so far.
        misses: u8,
    },
    /// One of several options.
    Choice {
        /// For which flow.
        flow: FlowId,
        /// At which step.
        step: StepId,
        /// How many answers did not fit so far.
        misses: u8,
    },
    /// A yes to exactly this call.
    Confirmation {
        /// For which flow.
        flow: FlowId,
        /// At which step.
        step: StepId,
        /// The call.
        call: ActionCall,
    },
    /// Which of these topics is meant.
    WhichTopic {
        /// The likeliest, best first.
        topics: Vec<TopicId>,
    },
    /// Whether to start a flow.
    OfferFlow {
        /// Which.
        flow: FlowId,
    },
    /// Whether to call a person.
    OfferPerson {},
    /// Whether to go on with a flow that a person's coming had interrupted.
    OfferResume {
        /// The outermost.
        flow: FlowId,
    },
    /// Nothing: a flow waits for a time, or for another system.
    Wait {
        /// Which flow.
        flow: FlowId,
        /// At which step.
        step: StepId,
        /// Until when.
        until: Timestamp,
        /// What another system tells before, then it goes on at once.
        event: Option<String>,
    },
}

/// A flow that is being gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowFrame {
    /// Which flow.
    pub flow: FlowId,
    /// Where it stands.
    pub step: Option<StepId>,
    /// Until when it waits, at a step that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Flows that a person's coming interrupted, as they stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interrupted {
    /// The flows, innermost last.
    pub flows: Vec<FlowFrame>,
    /// The values learnt.
    pub slots: BTreeMap<SlotName, String>,
    /// What actions brought back.
    pub results: BTreeMap<String, serde_json::Value>,
    /// Since when they can go on: a person has handed back.
    pub since: Option<Timestamp>,
}

impl Conversation {
    pub(super) fn apply_flow(&mut self, event: &ConversationEvent) {
        match event {
            ConversationEvent::FlowStarted { flow } => {
                if self.flows.is_empty() {
                    self.interrupted = None;
                }
                self.flows.push(FlowFrame { flow: flow.clone(), step: None, until: None });
            }
            ConversationEvent::StepEntered { flow, step } => {
                if let Some(frame) = self.flows.iter_mut().rev().find(|f| f.flow == *flow) {
                    // A wait that is come back to goes on; it does not begin anew.
                    frame.until = frame.until.filter(|_| frame.step.as_ref() == Some(step));
                    frame.step = Some(step.clone());
                }
            }
            ConversationEvent::FlowEnded { flow, ending } => {
                self.end_flow(flow, *ending);
                if *ending == FlowEnding::Finished {
                    self.tried.push(format!("went through “{flow}”"));
                }
            }
            ConversationEvent::SlotFilled { slot, value, .. } => {
                self.slots.insert(slot.clone(), value.clone());
            }
            ConversationEvent::Asked { pending } => {
                if let (Pending::Wait { flow, until, .. }, Some(frame)) = (pending, self.flows.last_mut())
                    && frame.flow == *flow
                {
                    frame.until = Some(*until);
                }
                self.pending = Some(pending.clone());
            }
            ConversationEvent::AskedClosed {} => self.pending = None,
            _ => {}
        }
    }

    fn end_flow(&mut self, flow: &FlowId, ending: FlowEnding) {
        let Some(at) = self.flows.iter().rposition(|f| f.flow == *flow) else {
            // The customer does not want to go on with what was interrupted.
            self.interrupted = None;
            return;
        };
        let ended = self.flows.split_off(at);
        if ending == FlowEnding::HandedOver {
            // They end one by one, innermost first.
            self.interrupted.get_or_insert_default().flows.splice(0..0, ended);
        }
        if self.flows.is_empty() {
            self.pending = None;
            self.leave_values();
        }
    }

    /// No flow is gone through any more: its values stay only as what was told before, or with what was
    /// interrupted.
    pub(super) fn leave_values(&mut self) {
        let slots = std::mem::take(&mut self.slots);
        let results = std::mem::take(&mut self.results);
        let told = slots.iter().filter(|(_, value)| !value.is_empty());
        self.told.extend(told.map(|(slot, value)| (slot.clone(), value.clone())));
        if let Some(interrupted) = &mut self.interrupted {
            (interrupted.slots, interrupted.results) = (slots, results);
        }
    }

    pub(super) fn apply_time(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::TimeCame { timer: Timer::Silence } => {
                self.silences = self.silences.saturating_add(1);
            }
            ConversationEvent::TimeCame { timer: Timer::Wait } => {
                self.signals.clear();
            }
            ConversationEvent::TimeCame { timer: Timer::Resume } => {
                if let Some(interrupted) = &mut self.interrupted {
                    interrupted.since = None;
                }
            }
            ConversationEvent::Signalled { name } => {
                self.signals.insert(name.clone(), recorded.at);
            }
            ConversationEvent::FlowResumed { .. } => {
                if let Some(interrupted) = self.interrupted.take() {
                    self.flows = interrupted.flows;
                    self.slots = interrupted.slots;
                    self.results = interrupted.results;
                }
                self.pending = None;
            }
            _ => {}
        }
    }
}
