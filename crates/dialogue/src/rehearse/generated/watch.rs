//! Watches a generated conversation from outside: what was asked, what was said, what was called.

use rapport_domain::{
    FlowId,
    action::ActionCall,
    content::Content,
    conversation::Pending,
    event::{ConversationEvent, FlowEnding},
};

use super::{
    Mishap, Stage, Tally, changes,
    customer::{Customer, Habit, Move},
};
use crate::rehearse::Heard;

/// What was seen so far.
pub(super) struct Watch<'a> {
    content: &'a Content,
    flow: FlowId,
    tally: Tally,
    wrong: Vec<String>,
    transcript: Vec<(String, String)>,
    stuck: bool,
    ending: Option<FlowEnding>,
    went_on: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(content: &'a Content, flow: &FlowId) -> Self {
        let mut tally = Tally { conversations: 1, ..Tally::default() };
        tally.flows.insert(flow.to_string(), 1);
        Self {
            content,
            flow: flow.clone(),
            tally,
            wrong: Vec::new(),
            transcript: Vec::new(),
            stuck: false,
            ending: None,
            went_on: false,
        }
    }

    /// A turn came to its end: what was open before it, what the customer did, what they heard.
    pub(super) fn turn(
        &mut self,
        stage: &Stage<'_>,
        from: usize,
        (asked, said): (Option<&Pending>, &Move),
        heard: &Heard,
    ) {
        self.tally.turns += 1;
        *self.tally.habits.entry(said.habit).or_default() += 1;
        let silent = said.texts.is_empty();
        let text = if silent { "(nothing)".to_owned() } else { said.texts.join(" / ") };
        self.transcript.push((text, heard.text.clone().unwrap_or_default()));
        self.calls(stage, from, asked, said.habit);
        for recorded in &stage.events[from..] {
            if let ConversationEvent::FlowEnded { ending, .. } = &recorded.event {
                self.ending = Some(*ending);
            }
        }
        let state = &stage.conversation;
        let quiet = state.handover.is_some() || state.ended_by_policy || silent;
        if state.call.is_some() {
            self.stick("a call stays open");
        } else if heard.text.as_ref().is_none_or(|text| text.trim().is_empty()) && !quiet {
            self.stick("no reply");
        } else if !state.flows.is_empty() && state.pending.is_none() && !quiet {
            self.stick("a flow is open and nothing is asked");
        }
    }

    fn calls(&mut self, stage: &Stage<'_>, from: usize, asked: Option<&Pending>, habit: Habit) {
        let called = stage.events[from..].iter().filter_map(|recorded| match &recorded.event {
            ConversationEvent::ActionRequested { call } if changes(self.content, &call.action) => Some(call),
            _ => None,
        });
        let called: Vec<&ActionCall> = called.collect();
        let yes = matches!(habit, Habit::SaysYes | Habit::SaysYesLate);
        match asked {
            Some(Pending::Confirmation { call, .. }) if yes && changes(self.content, &call.action) => {
                self.tally.confirmed += 1;
                match called.as_slice() {
                    [one] if same(one, call) => self.tally.exactly_once += 1,
                    [one] => self.wrong.push(format!("other arguments: {:?}", one.arguments)),
                    [] => self.wrong.push("a yes was not carried out".to_owned()),
                    _ => self.wrong.push("a yes was carried out more than once".to_owned()),
                }
            }
            _ => {
                for call in called {
                    self.tally.unconfirmed += 1;
                    self.wrong.push(format!("“{}” was called without a yes ({habit:?})", call.action));
                }
            }
        }
        for recorded in &stage.events[from..] {
            if let ConversationEvent::Asked { pending: Pending::Confirmation { call, .. } } = &recorded.event
            {
                self.tally.asked += u64::from(changes(self.content, &call.action));
            }
        }
    }

    /// What the open question makes of what the customer told.
    pub(super) fn heard(&mut self, customer: &Customer<'_>, stage: &Stage<'_>) {
        let Some(Pending::Confirmation { flow, step, call }) = &stage.conversation.pending else { return };
        let fresh = stage.events.iter().rev().take(3).any(|recorded| {
            matches!(recorded.event, ConversationEvent::Asked { pending: Pending::Confirmation { .. } })
        });
        let misheard = customer.misheard(flow, step, call);
        if fresh && !misheard.is_empty() {
            self.tally.misheard += 1;
        }
    }

    /// Whether nothing more can come.
    pub(super) fn is_over(&self, stage: &Stage<'_>) -> bool {
        let state = &stage.conversation;
        self.stuck || state.handover.is_some() || state.ended_by_policy
    }

    /// Whether the customer says something more after all is done; once.
    pub(super) fn may_go_on(&mut self) -> bool {
        !std::mem::replace(&mut self.went_on, true)
    }

    /// What came of it all.
    pub(super) fn end(mut self, stage: &Stage<'_>, number: u64) -> (Tally, Option<Mishap>) {
        let state = &stage.conversation;
        if !self.stuck && !state.flows.is_empty() && state.handover.is_none() {
            self.stick("the flow did not come to its end, though the customer did what they were asked");
        }
        let ending = match (state.handover.is_some(), state.ended_by_policy, self.ending) {
            _ if self.stuck => "stuck",
            (true, ..) => "with a person",
            (_, true, _) => "ended by policy",
            (.., Some(FlowEnding::Finished)) => "finished",
            (.., Some(FlowEnding::Silent)) => "closed in silence",
            (.., Some(_)) => "stopped by the customer",
            (.., None) => "no flow began",
        };
        self.tally.endings.insert(ending, 1);
        let mishap = (!self.wrong.is_empty()).then(|| Mishap {
            number,
            flow: self.flow.clone(),
            wrong: self.wrong,
            transcript: self.transcript,
        });
        (self.tally, mishap)
    }

    fn stick(&mut self, why: &str) {
        if !self.stuck {
            self.tally.stuck = 1;
            self.stuck = true;
            self.wrong.push(format!("stuck: {why}"));
        }
    }
}

fn same(one: &ActionCall, asked: &ActionCall) -> bool {
    one.id == asked.id && one.action == asked.action && one.arguments == asked.arguments
}
