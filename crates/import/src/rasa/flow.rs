//! Several turns as a flow: responses are said, buttons and expected replies chosen from, slots of forms asked
//! for. Where code would run, a person takes over with what was asked.

use std::collections::{BTreeMap, BTreeSet};

use rapport_domain::{
    StepId,
    content::{
        AskStep, BranchStep, ChooseOption, ChooseStep, EndStep, Flow, HandOverStep, SayStep, SlotKind, Step,
        StepKind,
    },
};
use serde_json::Value;

use super::{
    domain::{Button, Domain, Said},
    nlu::Intents,
    story::{Paths, Turn, is_no, is_yes},
};
use crate::{
    gathered::{Gathered, Place},
    names::{Taken, placeholders, slug, title_of},
};

/// Choices within choices, at most: buttons may lead in a circle.
const MAX_DEPTH: usize = 5;
const MAX_STEPS: usize = 200;
/// Examples of an intent that are kept as other words for a choice.
const MAX_SYNONYMS: usize = 8;

/// What a flow is made of.
pub(super) struct Parts<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub domain: &'a Domain,
    pub intents: &'a Intents,
    pub paths: &'a Paths,
}

/// What came of it.
pub(super) struct Built {
    /// The flow, or why there is none.
    pub flow: Result<Flow, String>,
    /// The responses, forms and actions that stand in it.
    pub used: BTreeSet<String>,
}

/// Whether an action of Rasa's own changes nothing for the customer.
pub(super) fn is_silent(action: &str) -> bool {
    matches!(
        action,
        "action_listen"
            | "action_default_fallback"
            | "action_back"
            | "action_restart"
            | "action_session_start"
            | "action_unlikely_intent"
            | "action_deactivate_loop"
            | "action_deactivate_form"
            | "action_revert_fallback_events"
            | "..."
    )
}

/// Makes a flow of what follows on an intent.
pub(super) fn build(parts: &Parts<'_>, turn: &Turn, place: Place<'_>, gathered: &mut Gathered) -> Built {
    let mut builder = Builder {
        parts,
        place,
        gathered,
        steps: vec![],
        ids: Taken::default(),
        used: BTreeSet::new(),
        asked: BTreeSet::new(),
        choices: 0,
        why_not: None,
    };
    builder.turn(turn, 0);
    let flow = builder.finish();
    Built { flow, used: builder.used }
}

struct Builder<'a, 'b> {
    parts: &'a Parts<'a>,
    place: Place<'a>,
    gathered: &'b mut Gathered,
    steps: Vec<Step>,
    ids: Taken,
    used: BTreeSet<String>,
    /// Slots that a step asks for, by their names here.
    asked: BTreeSet<String>,
    choices: usize,
    why_not: Option<String>,
}

/// Something that the customer may choose.
struct Choice {
    label: String,
    value: String,
    synonyms: Vec<String>,
    /// What is chosen, so that two buttons may lead to the same.
    leads: String,
    turn: Turn,
}

impl Builder<'_, '_> {
    fn finish(&mut self) -> Result<Flow, String> {
        let asks = self.steps.iter().any(|step| matches!(step.kind, StepKind::Ask(_) | StepKind::Choose(_)));
        if let Some(why) = self.why_not.take() {
            return Err(why);
        }
        if !asks {
            return Err("it asks nothing.".to_owned());
        }
        let texts = self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Say(say) => Some(&say.text),
            StepKind::Ask(ask) => Some(&ask.text),
            StepKind::Choose(choose) => Some(&choose.text),
            _ => None,
        });
        if let Some(open) = texts.flat_map(|text| placeholders(text)).find(|name| !self.asked.contains(name))
        {
            return Err(format!("its texts hold {{{open}}}, which no step asks for."));
        }
        let id = self.parts.id.parse().map_err(|_| "its name makes no id.".to_owned())?;
        Ok(Flow {
            id,
            title: format!("talking about “{}”", self.parts.title),
            offer: format!("Shall we go through “{}” now?", self.parts.title),
            silence: None,
            steps: std::mem::take(&mut self.steps),
        })
    }

    /// Adds the steps of a turn and everything after it; the first of them.
    fn turn(&mut self, turn: &Turn, depth: usize) -> Option<StepId> {
        let from = self.steps.len();
        if depth > MAX_DEPTH || from > MAX_STEPS {
            self.why_not = Some("it goes round in a circle, or is longer than a flow should be.".to_owned());
            return None;
        }
        let mut last: Option<&Said> = None;
        let mut actions: Vec<&String> = turn.actions.iter().collect();
        let mut at = 0;
        while let Some(action) = actions.get(at).copied() {
            at += 1;
            self.used.insert(action.clone());
            if let Some(form) = self.parts.domain.forms.get(action) {
                self.say(last.take());
                self.ask_for(action, &form.slots);
                // What follows on a form may be the form itself.
                if at == actions.len() && at <= MAX_STEPS {
                    actions.extend(self.parts.paths.submits.get(action).into_iter().flatten());
                }
            } else if let Some(said) = self.parts.domain.response(action) {
                self.say(last.replace(said));
            } else if !is_silent(action) {
                self.say(last.take());
                self.person(action, depth);
                return self.id_at(from);
            }
        }
        self.choices(turn, last, depth);
        self.id_at(from)
    }

    fn id_at(&self, at: usize) -> Option<StepId> {
        self.steps.get(at).map(|step| step.id.clone())
    }

    fn step(&mut self, name: &str, kind: StepKind) -> Option<StepId> {
        let id: StepId = self.ids.unique(&slug(name)?).parse().ok()?;
        self.steps.push(Step { id: id.clone(), kind });
        Some(id)
    }

    fn say(&mut self, said: Option<&Said>) {
        if let Some(said) = said {
            let say = SayStep { text: said.plain.clone(), spoken: said.spoken.clone(), next: None };
            self.step("say", StepKind::Say(say));
        }
    }

    fn end(&mut self) -> Option<StepId> {
        self.step("end", StepKind::End(EndStep {}))
    }

    /// Code would run here, which only a person can do instead.
    fn person(&mut self, action: &str, depth: usize) {
        if depth == 0 && self.asked.is_empty() {
            self.why_not.get_or_insert_with(|| format!("it begins with code ({action})."));
        }
        let slots: Vec<String> = self.asked.iter().map(|slot| format!("{slot}: {{{slot}}}")).collect();
        let known = if slots.is_empty() {
            String::new()
        } else {
            format!(" The customer told: {}.", slots.join(", "))
        };
        let reason = format!("The imported bot called {action} here, which is not connected.{known}");
        self.step("hand-over", StepKind::HandOver(HandOverStep { reason, text: None }));
        self.gathered.todo(
            self.place,
            &format!("Where the bot called the code {action}, the flow passes to a person."),
            "Offer it as an action of your own service and put an act step there.",
        );
    }

    /// What the customer may choose after `said`, and what follows on each choice; the end otherwise.
    fn choices(&mut self, turn: &Turn, said: Option<&Said>, depth: usize) {
        let (choices, text) = (self.offered(turn, said), said.map_or("", |said| said.plain.as_str()));
        if choices.len() < 2 || text.is_empty() {
            self.say(said);
            self.not_followed(turn);
            self.end();
            return;
        }
        self.choices += 1;
        let slot_name = format!("choice_{}", self.choices);
        self.asked.insert(slot_name.clone());
        let Ok(slot) = slot_name.parse() else { return };
        let options = choices.iter().map(|choice| ChooseOption {
            label: choice.label.clone(),
            value: choice.value.clone(),
            synonyms: choice.synonyms.clone(),
        });
        self.step(
            "choose",
            StepKind::Choose(ChooseStep { slot, text: text.to_owned(), options: options.collect() }),
        );
        let branch_at = self.steps.len();
        let Some(placeholder) = self.step("by-choice", StepKind::End(EndStep {})) else { return };
        let mut led: BTreeMap<String, StepId> = BTreeMap::new();
        let mut cases = BTreeMap::new();
        for choice in choices {
            let known = led.get(&choice.leads).cloned();
            let target =
                known.or_else(|| self.turn(&choice.turn, depth + 1)).unwrap_or_else(|| placeholder.clone());
            led.insert(choice.leads, target.clone());
            cases.insert(choice.value, target);
        }
        let Some(otherwise) = cases.values().next_back().cloned() else { return };
        if let Some(step) = self.steps.get_mut(branch_at) {
            step.kind = StepKind::Branch(BranchStep { on: slot_name, cases, otherwise });
        }
    }

    /// Buttons first, then what stories expect; a yes brings a no with it.
    fn offered(&mut self, turn: &Turn, said: Option<&Said>) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let mut values = Taken::default();
        for button in said.into_iter().flat_map(|said| &said.buttons) {
            choices.extend(self.pressed(button, turn, &choices, &mut values));
        }
        for (intent, next) in &turn.follow_ups {
            if !choices.iter().any(|choice| choice.leads == *intent) {
                let value = values.unique(&slug(intent).unwrap_or_else(|| "option".to_owned()));
                choices.push(self.expected(intent, value, next.clone()));
            }
        }
        if let [only] = choices.as_slice() {
            let other = [("affirm", is_no(&only.leads)), ("deny", is_yes(&only.leads))];
            let other = other.into_iter().find(|(_, lacks)| *lacks).map(|(intent, _)| intent);
            choices.extend(other.map(|intent| self.expected(intent, intent.to_owned(), Turn::default())));
        }
        choices
    }

    /// What a button leads to: what stories tell after it, or what its intent begins.
    fn pressed(
        &mut self,
        button: &Button,
        turn: &Turn,
        known: &[Choice],
        values: &mut Taken,
    ) -> Option<Choice> {
        let (intent, value) = payload(button);
        let follow_up = turn.follow_ups.iter().find(|(name, _)| *name == intent).map(|(_, turn)| turn);
        let elsewhere = self.parts.paths.roots.get(&intent).filter(|_| !is_yes(&intent) && !is_no(&intent));
        let Some(next) = follow_up.or(elsewhere) else {
            let what = format!(
                "The button “{}” ({}) leads to nothing that was found, and was left out.",
                button.title, button.payload
            );
            self.gathered.todo(self.place, &what, "Add it as an option of a choose step.");
            return None;
        };
        let value = slug(&value.unwrap_or_else(|| intent.clone())).unwrap_or_else(|| "option".to_owned());
        let is_known = known.iter().any(|choice| choice.leads == intent);
        Some(Choice {
            label: button.title.clone(),
            value: values.unique(&value),
            synonyms: if is_known { Vec::new() } else { self.synonyms(&intent) },
            turn: next.clone(),
            leads: intent,
        })
    }

    /// What the customer may say without a button.
    fn expected(&self, intent: &str, value: String, turn: Turn) -> Choice {
        let label = match intent {
            yes if is_yes(yes) => "Yes".to_owned(),
            no if is_no(no) => "No".to_owned(),
            other => title_of(other),
        };
        Choice { label, value, synonyms: self.synonyms(intent), leads: intent.to_owned(), turn }
    }

    /// Short examples, which are other words for a choice.
    fn synonyms(&self, intent: &str) -> Vec<String> {
        let examples = self.parts.intents.of(intent).iter();
        examples
            .filter(|example| example.split_whitespace().count() <= 4)
            .take(MAX_SYNONYMS)
            .cloned()
            .collect()
    }

    fn not_followed(&mut self, turn: &Turn) {
        for (intent, next) in &turn.follow_ups {
            let texts: Vec<&str> = next
                .actions
                .iter()
                .filter_map(|action| Some(self.parts.domain.response(action)?.plain.as_str()))
                .collect();
            self.used.extend(next.all_actions());
            let what = format!(
                "What follows when the customer then says “{intent}” was not taken: {}",
                if texts.is_empty() { next.actions.join(", ") } else { texts.join(" / ") }
            );
            self.gathered.todo(self.place, &what, "Make it a topic of its own, or an ask step of a flow.");
        }
    }

    /// The slots of a form, asked for one after the other.
    fn ask_for(&mut self, form: &str, slots: &[String]) {
        if slots.is_empty() {
            self.why_not = Some(format!("what the form {form} asks for stands in code."));
        }
        if slots.len() > MAX_STEPS {
            self.why_not = Some(format!("the form {form} asks for more than a flow should."));
            return;
        }
        for slot in slots {
            let names = [format!("utter_ask_{form}_{slot}"), format!("utter_ask_{slot}")];
            let Some(question) = names.iter().find_map(|name| self.parts.domain.response(name)) else {
                self.why_not = Some(format!(
                    "the form {form} asks for “{slot}” by code; there is no response utter_ask_{slot}."
                ));
                return;
            };
            self.used.extend(names);
            let Some(Ok(name)) = slug(slot).map(|name| name.parse::<rapport_domain::SlotName>()) else {
                continue;
            };
            if !self.asked.insert(slug(slot).unwrap_or_default()) {
                continue;
            }
            let options = self.options(slot, question);
            let kind = if options.len() >= 2 {
                StepKind::Choose(ChooseStep { slot: name, text: question.plain.clone(), options })
            } else {
                let retry = self
                    .parts
                    .domain
                    .response(&format!("utter_wrong_{slot}"))
                    .unwrap_or(question)
                    .plain
                    .clone();
                StepKind::Ask(AskStep::new(name, self.kind(slot), question.plain.clone(), retry))
            };
            self.step(&format!("ask-{slot}"), kind);
        }
    }

    fn options(&self, slot: &str, question: &Said) -> Vec<ChooseOption> {
        let option = |label: String, value: String| ChooseOption { label, value, synonyms: Vec::new() };
        if !question.buttons.is_empty() {
            let buttons = question.buttons.iter();
            return buttons
                .map(|button| {
                    option(button.title.clone(), payload(button).1.unwrap_or_else(|| button.title.clone()))
                })
                .collect();
        }
        match self.parts.domain.slots.get(slot) {
            Some(known) if known.kind == "bool" => {
                vec![option("Yes".to_owned(), "yes".to_owned()), option("No".to_owned(), "no".to_owned())]
            }
            Some(known) if known.kind == "categorical" => {
                known.values.iter().map(|value| option(title_of(value), value.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn kind(&self, slot: &str) -> SlotKind {
        let lower = slot.to_lowercase();
        let is_number = self.parts.domain.slots.get(slot).is_some_and(|known| known.kind == "float");
        match lower.as_str() {
            name if name.contains("email") || name.contains("e_mail") => SlotKind::Email,
            name if name.contains("order_n") || name.contains("order_id") => SlotKind::OrderNumber,
            name if name == "date" || name.ends_with("_date") => SlotKind::Date,
            name if is_number || name.starts_with("num_") || name.starts_with("number_of") => {
                SlotKind::Number
            }
            _ => SlotKind::Text,
        }
    }
}

/// What a button sends: the intent, and the value of its first entity. `/inform{"city": "Bern"}`, `/SetSlots(city=Bern)`.
fn payload(button: &Button) -> (String, Option<String>) {
    let sent = button.payload.trim();
    let Some(command) = sent.strip_prefix('/') else {
        return (sent.to_owned(), Some(button.title.clone()).filter(|_| !sent.is_empty()));
    };
    if let Some((intent, entities)) = command.split_once('{') {
        let value: Option<Value> = serde_json::from_str(&format!("{{{entities}")).ok();
        let first = value.and_then(|value| value.as_object()?.values().next().cloned());
        let text = first.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        return (intent.trim().to_owned(), text);
    }
    if let Some((_, set)) = command.strip_suffix(')').and_then(|command| command.split_once('(')) {
        return ("SetSlots".to_owned(), set.split_once('=').map(|(_, value)| value.trim().to_owned()));
    }
    (command.to_owned(), None)
}
