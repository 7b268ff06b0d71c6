//! Flows: a small typed step language that designers author.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{ActionId, FlowId, SlotName, StepId};

/// A conversation with several steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its name.
    pub id: FlowId,
    /// Its title, which completes "we were …": "looking for your order".
    pub title: String,
    /// The question that offers it: "Shall I start a return for you now?"
    pub offer: String,
    /// When a customer who says nothing is reminded, where it differs from the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// Its steps; it begins with the first.
    pub steps: Vec<Step>,
}

/// What happens when a customer was asked something in a chat and says nothing. By e-mail nobody is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Silence {
    /// They are reminded, once, after so many minutes; 0 is never.
    pub remind_minutes: u32,
    /// The flow is closed after so many minutes, counted from the question or the reminder; 0 is never.
    pub close_minutes: u32,
}

impl Default for Silence {
    fn default() -> Self {
        Self { remind_minutes: 10, close_minutes: 30 }
    }
}

impl Silence {
    /// Whether it is as it is without saying anything.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A step and its name. A step is followed by the next in the list unless it names another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the flow.
    pub id: StepId,
    /// What it does.
    #[serde(flatten)]
    pub kind: StepKind,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Says a text with `{slot}` and `{result.field}` filled in.
    Say(SayStep),
    /// Asks for a value and keeps it.
    Ask(AskStep),
    /// Lets the customer choose.
    Choose(ChooseStep),
    /// Sets a slot.
    Remember(RememberStep),
    /// Calls an action, after the customer's confirmation if it changes something.
    Act(ActStep),
    /// Goes on depending on a value.
    Branch(BranchStep),
    /// Waits for a time, or for another system to tell something.
    Wait(WaitStep),
    /// Runs another flow and comes back.
    Call(CallStep),
    /// Hands over to a person.
    HandOver(HandOverStep),
    /// Ends the flow.
    End(EndStep),
}

/// See [`StepKind::Say`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SayStep {
    /// The text.
    pub text: String,
    /// The text to be spoken, where it differs.
    #[serde(default)]
    pub spoken: Option<String>,
    /// The step that follows.
    #[serde(default)]
    pub next: Option<StepId>,
}

/// See [`StepKind::Ask`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskStep {
    /// Where the value goes. A slot that is already filled is not asked for again.
    pub slot: SlotName,
    /// What a value looks like.
    #[serde(rename = "type")]
    pub kind: SlotKind,
    /// The question.
    pub text: String,
    /// What is said when the value does not fit.
    pub retry: String,
    /// After so many values that do not fit, a person is offered.
    #[serde(default = "three")]
    pub tries: u8,
    /// The least that fits, of numbers, amounts, times and dates: `1`, `09:00`, `today`, `today+2`, `{slot}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// The most that fits, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
    /// The currency of an amount, such as `GBP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The names of the products that can be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<String>,
    /// Where an action brought them: `order.items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among_from: Option<String>,
    /// Where the value may be known from already. Then it is not asked for, but said aloud.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownFrom>,
}

impl AskStep {
    /// A step that asks three times at most, for a value without bounds.
    pub const fn new(slot: SlotName, kind: SlotKind, text: String, retry: String) -> Self {
        Self {
            slot,
            kind,
            text,
            retry,
            tries: three(),
            least: None,
            most: None,
            currency: None,
            among: Vec::new(),
            among_from: None,
            known: Vec::new(),
        }
    }
}

/// Where a value may be known from without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownFrom {
    /// The address of a customer whom the shop has signed in.
    Email,
    /// The name of a customer, as they or the shop told it.
    Name,
    /// The same slot, as the customer told it earlier in this conversation.
    Earlier,
}

/// What a slot's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// Any text.
    Text,
    /// Five to ten digits, perhaps after letters: `100482`, `TF-100482`, `#100482`. Kept as digits.
    OrderNumber,
    /// An e-mail address.
    Email,
    /// A postal address: street and number, post code, town, in one text.
    Address,
    /// A whole number.
    Number,
    /// A date. Kept as `YYYY-MM-DD`.
    Date,
    /// A time of day. Kept as `HH:MM`, 24 hours.
    Time,
    /// An amount of money. Kept as `49.00 GBP`.
    Amount,
    /// A person's name.
    Name,
    /// One of some products, kept as it stands among them.
    Product,
    /// A phone number. Kept as digits, after a `+` where it is international.
    Phone,
}

/// See [`StepKind::Choose`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseStep {
    /// Where the chosen value goes.
    pub slot: SlotName,
    /// The question.
    pub text: String,
    /// What can be chosen.
    pub options: Vec<ChooseOption>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseOption {
    /// What stands on the button.
    pub label: String,
    /// What is kept.
    pub value: String,
    /// Other words that mean it.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

/// See [`StepKind::Remember`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RememberStep {
    /// Which slot.
    pub slot: SlotName,
    /// Its value; `{slot}` and `{result.field}` are filled in.
    pub value: String,
}

/// See [`StepKind::Act`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActStep {
    /// Which action.
    pub action: ActionId,
    /// Its arguments: name → text with `{slot}` and `{result.field}` filled in.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// The name under which what comes back is kept.
    pub save: String,
    /// The question that is asked before; required when the action changes something.
    #[serde(default)]
    pub confirm: Option<String>,
    /// The step that follows when the customer does not confirm. Without it the flow ends politely.
    #[serde(default)]
    pub declined: Option<StepId>,
    /// Steps that follow when the other system refuses, by its reason; `otherwise` catches the rest.
    #[serde(default)]
    pub refused: BTreeMap<String, StepId>,
    /// The step that follows when nothing can be said for sure. Without it a person is called.
    #[serde(default)]
    pub unknown: Option<StepId>,
}

/// See [`StepKind::Branch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchStep {
    /// A slot, or `result.field`.
    pub on: String,
    /// Value → step.
    pub cases: BTreeMap<String, StepId>,
    /// The step for every other value.
    pub otherwise: StepId,
}

/// See [`StepKind::Wait`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// What the customer is told before: what is waited for, and that they are written to here.
    pub text: String,
    /// For so many minutes; for an event, how long it is waited for at most.
    pub minutes: u32,
    /// The name of an event that another system tells, such as `parcel-arrived`; then the flow goes on at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The step that follows when the event did not come in time; without it the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<StepId>,
}

/// See [`StepKind::Call`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallStep {
    /// Which flow.
    pub flow: FlowId,
}

/// See [`StepKind::HandOver`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverStep {
    /// What the person should know.
    pub reason: String,
    /// Said to the customer before it, if anything.
    #[serde(default)]
    pub text: Option<String>,
}

/// See [`StepKind::End`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndStep {}

const fn three() -> u8 {
    3
}
