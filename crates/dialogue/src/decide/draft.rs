//! A decision in the making: the conversation as it will be, the events so far, the reply so far.

use rapport_domain::{
    FlowId, StepId, TopicId,
    action::ActionCall,
    content::{Answer, Content, Flow, Release, Topic},
    conversation::{Conversation, Pending},
    event::{ConversationEvent, FlowEnding, HandoverReason, Recorded},
    message::Choice,
    perception::Perception,
    proposal::ProposalVerdict,
    understanding::Understanding,
    why::{DecisionKind, Surroundings},
};

use super::{
    mood,
    priority::{SAFETY_PRIORITY, handover_priority},
};
use crate::{compose::Part, wait};

/// A decision in the making. Every event is applied at once, so that what follows sees the state it will
/// have once the events are committed.
pub struct Draft<'a> {
    /// The conversation as it will be.
    pub state: Conversation,
    /// The release.
    pub release: &'a Release,
    /// What is known from outside.
    pub surroundings: &'a Surroundings,
    /// What happened so far.
    pub events: Vec<ConversationEvent>,
    /// The call to make.
    pub call: Option<ActionCall>,
    /// The text of the turn.
    pub text: String,
    /// What the turn shows of the customer's feeling.
    pub mood: Perception,
    /// Whether somebody may be in danger: a person who is called comes before all who wait.
    pub urgent: bool,
    /// Whether a language model's proposal would be welcome.
    pub wants_proposal: bool,
    /// Whether the reply answers messages too that could not be read.
    pub covers_unread: bool,
    /// The reply so far.
    pub reply: ReplyDraft,
}

/// A reply in the making.
#[derive(Default)]
pub struct ReplyDraft {
    /// What it does, once that is settled. The first to settle it wins.
    pub decision: Option<DecisionKind>,
    /// What is said before everything else, such as a calm limit.
    pub opening: Vec<Part>,
    /// The facts: approved texts, word for word.
    pub body: Vec<Part>,
    /// The approved answer to a second request, in a paragraph of its own.
    pub second: Option<SecondAnswer>,
    /// Which articles it was put together from.
    pub drawn_from: Option<Part>,
    /// What the guard said to a language model's proposal.
    pub verdict: Option<ProposalVerdict>,
    /// What happens next.
    pub next_step: Option<Part>,
    /// The question it ends with.
    pub question: Option<Part>,
    /// The flow whose question is taken up again.
    pub back_to: Option<FlowId>,
    /// What the customer can press.
    pub choices: Vec<Choice>,
    /// The topic and how sure it is.
    pub topic: Option<(TopicId, Option<f32>)>,
    /// The version of the answer.
    pub answer_version: Option<u32>,
    /// The flow and step that spoke last.
    pub flow: Option<(FlowId, StepId)>,
    /// Remarks for the why.
    pub notes: Vec<String>,
    /// Whether the customer has asked the same before.
    pub repeated: bool,
    /// Whether a button for a person is shown.
    pub offer_person: bool,
}

/// The approved answer to a second request in the same turn.
pub struct SecondAnswer {
    /// The topic.
    pub topic: TopicId,
    /// The answer's version.
    pub version: u32,
    /// Its text, word for word.
    pub text: Part,
    /// What happens next.
    pub next_step: Option<Part>,
}

impl<'a> Draft<'a> {
    /// Begins a decision.
    pub fn new(conversation: &Conversation, release: &'a Release, surroundings: &'a Surroundings) -> Self {
        Self {
            state: conversation.clone(),
            release,
            surroundings,
            events: Vec::new(),
            call: None,
            text: super::turn_text(conversation),
            mood: mood(conversation, &release.content.company.locale),
            urgent: false,
            wants_proposal: false,
            covers_unread: false,
            reply: ReplyDraft::default(),
        }
    }

    /// The content of the release.
    pub fn content(&self) -> &'a Content {
        &self.release.content
    }

    /// Records that something happened.
    pub fn emit(&mut self, event: ConversationEvent) {
        let recorded = Recorded { seq: self.state.seq + 1, at: self.surroundings.now, event };
        self.state.apply(&recorded);
        self.events.push(recorded.event);
    }

    /// Settles what the reply does, unless that is settled.
    pub fn settle(&mut self, decision: DecisionKind) {
        self.reply.decision.get_or_insert(decision);
    }

    /// Adds a remark to the why.
    pub fn note(&mut self, note: impl Into<String>) {
        self.reply.notes.push(note.into());
    }

    /// Adds text to the body.
    pub fn say(&mut self, text: impl Into<String>) {
        self.reply.body.push(Part::plain(text));
    }

    /// One of Rapport's own wordings, filled in.
    pub fn wording(&self, template: &str, extra: &[(&str, &str)]) -> String {
        wait::told(&self.content().company, &self.surroundings.queue, template, &|name| {
            let given = extra.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            given.or_else(|| self.surroundings.customer_name.clone().filter(|_| name == "name"))
        })
    }

    /// The topic of that name, unless the release does not know it.
    pub fn topic(&self, id: &TopicId) -> Option<&'a Topic> {
        self.content().topics.iter().find(|topic| topic.id == *id)
    }

    /// The flow of that name, unless the release does not know it.
    pub fn flow(&self, id: &FlowId) -> Option<&'a Flow> {
        self.content().flows.iter().find(|flow| flow.id == *id)
    }

    /// Asks something and waits for the answer.
    pub fn ask(&mut self, pending: Pending, question: Part, choices: Vec<Choice>) {
        self.emit(ConversationEvent::Asked { pending });
        self.reply.question = Some(question);
        self.reply.choices = choices;
    }

    /// Waits for something else than an answer.
    pub fn ask_nothing(&mut self, pending: Pending) {
        self.emit(ConversationEvent::Asked { pending });
        self.reply.question = None;
        self.reply.choices.clear();
    }

    /// Drops the open question.
    pub fn close_question(&mut self) {
        if self.state.pending.is_some() {
            self.emit(ConversationEvent::AskedClosed {});
        }
    }

    /// Ends all flows, innermost first.
    pub fn end_flows(&mut self, ending: FlowEnding) {
        self.close_question();
        while let Some(frame) = self.state.flows.last() {
            let flow = frame.flow.clone();
            self.emit(ConversationEvent::FlowEnded { flow, ending });
        }
    }

    /// The buttons for yes and no.
    pub fn yes_no(&self) -> Vec<Choice> {
        let wordings = &self.content().wordings;
        [&wordings.yes, &wordings.no]
            .map(|label| Choice { label: label.clone(), value: label.clone() })
            .to_vec()
    }

    /// The button for a person.
    pub fn person_choice(&self) -> Choice {
        let label = &self.content().wordings.person;
        Choice { label: label.clone(), value: label.clone() }
    }

    /// Whether an answer holds today and is for this customer.
    pub fn holds(&self, answer: &Answer) -> bool {
        let validity = &answer.validity;
        validity.is_open()
            || validity.holds_on(&crate::flow::local_now(self).date().to_string())
                && validity.is_for(self.surroundings.signed_in)
    }

    /// Says honestly that an answer does not hold today, or is not for everybody.
    fn withhold(&mut self, topic: &Topic, answer: &Answer, confidence: Option<f32>) {
        let situations = &self.content().wordings.situations;
        let for_them = answer.validity.is_for(self.surroundings.signed_in);
        let template = if for_them { &situations.not_valid_now } else { &situations.signed_in_only };
        let text = self.wording(template, &[]);
        let why = if for_them { "does not hold today" } else { "is for customers who are signed in" };
        self.settle(DecisionKind::DidNotKnow);
        self.reply.topic = Some((topic.id.clone(), confidence));
        self.note(format!("Version {} of the answer to “{}” {why}.", answer.version, topic.id));
        let idle =
            self.state.flows.is_empty() && self.state.pending.is_none() && self.state.handover.is_none();
        if idle {
            let choices = vec![self.person_choice()];
            self.ask(Pending::OfferPerson {}, Part::plain(text), choices);
        } else {
            self.say(text);
            self.reply.offer_person = true;
        }
    }

    /// Puts an approved answer into the reply, word for word.
    pub fn answer(&mut self, topic: &Topic, answer: &Answer, confidence: Option<f32>) {
        if !self.holds(answer) {
            self.withhold(topic, answer, confidence);
            return;
        }
        self.settle(DecisionKind::Answered);
        self.reply.topic = Some((topic.id.clone(), confidence));
        self.reply.answer_version = Some(answer.version);
        self.reply.body.push(Part::of(answer));
        if let Some(next) = &answer.next_step {
            self.reply.next_step = Some(Part::plain(next.clone()));
        }
    }

    /// Calls a person and tells the customer what follows.
    pub fn hand_over(&mut self, reason: HandoverReason, note: impl Into<String>) {
        let note = note.into();
        let told = self.handover_note(&note);
        let told = match self.standing() {
            Some(standing) => format!("{told} {standing}"),
            None => told,
        };
        self.end_flows(FlowEnding::HandedOver);
        self.reply.question = None;
        self.reply.choices.clear();
        // An answer given on the way to a person stays an answer.
        if self.reply.decision != Some(DecisionKind::Answered) {
            self.reply.decision = Some(DecisionKind::HandedOver);
        }
        self.call_person(reason, told);
        self.say(wait::person_comes(self.content(), &self.surroundings.queue));
        self.note(note);
    }

    /// Has a person called for; one who is awaited already is only called again where danger makes it more
    /// urgent than it was.
    pub fn call_person(&mut self, reason: HandoverReason, note: impl Into<String>) {
        let mut priority = handover_priority(&self.mood, self.state.trajectory.direction());
        let topic = self.reply.topic.as_ref().and_then(|(id, _)| self.topic(id));
        if self.urgent || topic.is_some_and(|topic| topic.safety) {
            priority = priority.max(SAFETY_PRIORITY);
        }
        let awaited = self.state.handover.as_ref();
        if awaited.is_none_or(|awaited| self.urgent && awaited.priority < priority) {
            self.emit(ConversationEvent::HandoverRequested { reason, note: note.into(), priority });
        }
    }

    /// Where the flow stands that a person's coming interrupts.
    fn standing(&self) -> Option<String> {
        let title = self.flow(&self.state.flows.last()?.flow).map(|flow| &flow.title)?;
        let question = crate::flow::question(self)?;
        Some(format!("It stood at “{title}”, with the question “{question}”."))
    }

    /// What the person should know first: why, what the customer wrote last, what is known already.
    fn handover_note(&self, why: &str) -> String {
        let mut note = why.to_owned();
        let last: String = self.text.chars().take(300).collect();
        if !last.is_empty() {
            note.push_str(&format!(" The customer wrote: “{}”.", last.replace('\n', " / ")));
        }
        let known = self.known_values();
        if !known.is_empty() {
            note.push_str(&format!(" Known so far: {}.", known.join(", ")));
        }
        note
    }

    /// What the customer has told in the flows that are open, each as "order number 100482".
    pub fn known_values(&self) -> Vec<String> {
        let own = self.state.slots.iter().filter(|(slot, _)| slot.as_str() != crate::flow::SAID_SO_FAR);
        let known = own.filter(|(_, value)| !value.is_empty());
        known.map(|(slot, value)| format!("{} {value}", slot.as_str().replace('_', " "))).collect()
    }

    /// Names the two likeliest topics for the why.
    pub fn note_candidates(&mut self, understanding: &Understanding) {
        let mut best = understanding.candidates.iter();
        let Some(first) = best.next() else {
            self.note("No topic comes near what was asked.");
            return;
        };
        let mut note = format!("Topic “{}” at {:.2}", first.topic, first.confidence);
        if let Some(second) = best.next() {
            note.push_str(&format!("; next “{}” at {:.2}", second.topic, second.confidence));
        }
        note.push_str(&format!(". In scope at {:.2}.", understanding.in_scope));
        self.note(note);
    }
}
