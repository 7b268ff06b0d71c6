//! Flows of the draft: edited as a whole, step by step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    draft::DraftFile,
    release_changes::{Finding, HowChanged},
};

/// All flows of the draft, and what their steps may call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftFlows {
    /// The flows, by name; those that the draft takes away too.
    pub flows: Vec<FlowEntry>,
    /// The actions that a step may call.
    pub actions: Vec<ActionEntry>,
}

/// A flow in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowEntry {
    /// Its name.
    #[schema(examples("return-an-item"))]
    pub id: String,
    /// What it holds; absent where its file cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// How it differs from the release in force, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
    /// Who leads to it.
    pub used_by: Vec<FlowUse>,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// An action that a step may call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionEntry {
    /// Its name.
    #[schema(examples("start-return"))]
    pub id: String,
    /// What it does: completes "may I …".
    #[schema(examples("start a return"))]
    pub title: String,
    /// Whether it changes anything. Then the customer must be asked before.
    pub changes_state: bool,
    /// The arguments that must be given.
    pub required: Vec<String>,
}

/// Who leads to a flow.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowUse {
    /// How.
    pub kind: FlowUseKind,
    /// The name of the topic or flow.
    #[schema(examples("return-an-item"))]
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a customer asks who gets there, where a topic leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// How something leads to a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowUseKind {
    /// A topic is answered by it.
    Topic,
    /// A topic's answer offers it.
    Offer,
    /// Another flow calls it.
    Flow,
}

/// A flow to be edited.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftFlow {
    /// Its file.
    pub file: DraftFile,
    /// What it holds; absent where it is not there, was taken away, or cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// Why it cannot be read.
    pub unreadable: Vec<Finding>,
    /// What the release in force holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Flow>,
    /// What is wrong in it, as the draft stands.
    pub findings: Vec<Finding>,
    /// Who leads to it.
    pub used_by: Vec<FlowUse>,
    /// Whether its file holds remarks behind something in a line, which are lost when it is saved as a whole.
    pub loses_remarks: bool,
}

/// Saves a flow into the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraftFlow {
    /// The flow.
    pub flow: Flow,
    /// The mark of the text that you have seen, `none` where there was no file. When the draft holds another
    /// text by now, nothing is saved.
    #[schema(max_length = 64)]
    pub mark: String,
    /// Whether you have seen what has changed in the release in force, and keep your own.
    #[serde(default)]
    #[schema(required = false)]
    pub keep: bool,
}

/// A conversation with several steps. It begins with the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its name.
    #[schema(min_length = 1, max_length = 64, examples("return-an-item"))]
    pub id: String,
    /// Its title, which completes "we were …".
    #[schema(max_length = 300, examples("starting your return"))]
    pub title: String,
    /// The question that offers it.
    #[schema(max_length = 1000, examples("Shall I start a return for you now?"))]
    pub offer: String,
    /// When a customer who says nothing is reminded, where it differs from the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// Its steps. A step is followed by the next unless it names another.
    #[schema(max_items = 500)]
    pub steps: Vec<FlowStep>,
}

/// What happens when a customer was asked something in a chat and says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// They are reminded, once, after so many minutes; 0 is never.
    #[schema(maximum = 43200)]
    pub remind_minutes: u32,
    /// The flow is closed after so many minutes more; 0 is never.
    #[schema(maximum = 43200)]
    pub close_minutes: u32,
}

/// A step: its name, and exactly one of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowStep {
    /// Its name, unique in the flow.
    #[schema(min_length = 1, max_length = 64, examples("ask-order-number"))]
    pub id: String,
    /// Says a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<SayStep>,
    /// Asks for a value and keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<AskStep>,
    /// Lets the customer choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choose: Option<ChooseStep>,
    /// Sets a slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<RememberStep>,
    /// Calls an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<ActStep>,
    /// Goes on depending on a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchStep>,
    /// Waits for a time, or for another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<WaitStep>,
    /// Runs another flow and comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallStep>,
    /// Hands over to a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOverStep>,
    /// Ends the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<EndStep>,
}

impl FlowStep {
    /// How many things it does; one is right.
    pub(crate) fn deeds(&self) -> usize {
        [
            self.say.is_some(),
            self.ask.is_some(),
            self.choose.is_some(),
            self.remember.is_some(),
            self.act.is_some(),
            self.branch.is_some(),
            self.wait.is_some(),
            self.call.is_some(),
            self.hand_over.is_some(),
            self.end.is_some(),
        ]
        .into_iter()
        .filter(|deed| *deed)
        .count()
    }
}

/// Says a text with `{slot}` and `{result.field}` filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SayStep {
    /// The text.
    #[schema(max_length = 10_000)]
    pub text: String,
    /// The text to be spoken, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10_000)]
    pub spoken: Option<String>,
    /// The step that follows, where it is not the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Asks until the value fits. A slot that is filled is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskStep {
    /// Where the value goes.
    #[schema(examples("order_number"))]
    pub slot: String,
    /// What a value looks like.
    #[serde(rename = "type")]
    pub kind: SlotKind,
    /// The question.
    #[schema(max_length = 10_000)]
    pub text: String,
    /// What is said when the value does not fit.
    #[schema(max_length = 10_000)]
    pub retry: String,
    /// After so many values that do not fit, a person is offered.
    #[serde(default = "three")]
    #[schema(minimum = 1, default = 3)]
    pub tries: u8,
    /// The least that fits, of numbers, amounts, times and dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100, examples("today"))]
    pub least: Option<String>,
    /// The most that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100, examples("today+14"))]
    pub most: Option<String>,
    /// The currency of an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3, examples("GBP"))]
    pub currency: Option<String>,
    /// The names of the products that can be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 500)]
    pub among: Vec<String>,
    /// Where an action brought them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, examples("order.items"))]
    pub among_from: Option<String>,
    /// Where the value may be known from already; then it is said aloud instead of asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 3)]
    pub known: Vec<KnownFrom>,
}

/// Where a value may be known from without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KnownFrom {
    /// The address of a customer whom the shop has signed in.
    Email,
    /// The customer's name.
    Name,
    /// The same value, as the customer told it earlier in this conversation.
    Earlier,
}

const fn three() -> u8 {
    3
}

/// What a slot's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// Any text.
    Text,
    /// Five to ten digits, perhaps after letters.
    OrderNumber,
    /// An e-mail address.
    Email,
    /// A postal address.
    Address,
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// An amount of money.
    Amount,
    /// A person's name.
    Name,
    /// One of some products.
    Product,
    /// A phone number.
    Phone,
}

/// Lets the customer choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseStep {
    /// Where the chosen value goes.
    #[schema(examples("reason"))]
    pub slot: String,
    /// The question.
    #[schema(max_length = 10_000)]
    pub text: String,
    /// What can be chosen.
    #[schema(max_items = 50)]
    pub options: Vec<ChooseOption>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseOption {
    /// What stands on the button.
    pub label: String,
    /// What is kept.
    pub value: String,
    /// Other words that mean it.
    #[serde(default)]
    #[schema(required = false)]
    pub synonyms: Vec<String>,
}

/// Sets a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RememberStep {
    /// Which slot.
    pub slot: String,
    /// Its value; empty clears it.
    pub value: String,
}

/// Calls an action, after the customer's confirmation if it changes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActStep {
    /// Which action.
    pub action: String,
    /// Its arguments: name → text with `{slot}` and `{result.field}` filled in.
    #[serde(default)]
    #[schema(required = false)]
    pub with: BTreeMap<String, String>,
    /// The name under which what comes back is kept.
    pub save: String,
    /// The question that is asked before; required when the action changes something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10_000)]
    pub confirm: Option<String>,
    /// The step that follows when the customer does not confirm. Without it the flow ends politely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<String>,
    /// Steps that follow when the other system refuses, by its reason; `otherwise` catches the rest.
    #[serde(default)]
    #[schema(required = false)]
    pub refused: BTreeMap<String, String>,
    /// The step that follows when nothing can be said for sure. Without it a person is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// Goes on depending on a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchStep {
    /// A slot, or `result.field`.
    #[schema(examples("order.status"))]
    pub on: String,
    /// Value → step.
    pub cases: BTreeMap<String, String>,
    /// The step for every other value.
    pub otherwise: String,
}

/// Waits for a time, or for another system to tell that something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// What the customer is told before.
    #[schema(max_length = 10_000)]
    pub text: String,
    /// For so many minutes; for an event, how long at most.
    #[schema(minimum = 1, maximum = 43200)]
    pub minutes: u32,
    /// The event, as the other system names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, examples("parcel-arrived"))]
    pub event: Option<String>,
    /// The step that follows when the event did not come in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<String>,
}

/// Runs another flow and comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallStep {
    /// Which flow.
    pub flow: String,
}

/// Hands over to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverStep {
    /// What the person should know.
    #[schema(max_length = 10_000)]
    pub reason: String,
    /// Said to the customer before it, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10_000)]
    pub text: Option<String>,
}

/// Ends the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndStep {}
