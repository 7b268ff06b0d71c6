//! Stories and rules: what follows on what, put together from all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use super::{flow::is_silent, is_built_in};
use crate::{MAX_ITEMS, decode::Decoded, gathered::Gathered};

/// Alternatives of one `or` at most.
const MAX_ALTERNATIVES: usize = 12;
/// Turns of one story at most.
const MAX_TURNS: usize = 60;
/// Turns that one story may become: what comes after an `or` stands once below each of its alternatives.
const MAX_NODES: usize = 2_000;
/// Turns that all stories together may become. Small stories could make as much of a small file as one.
const MAX_NODES_OF_ALL: usize = 100_000;

/// What the bot does after an intent, and what may follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Turn {
    pub actions: Vec<String>,
    pub follow_ups: Vec<(String, Turn)>,
}

impl Turn {
    /// The actions here and in everything that follows.
    pub(super) fn all_actions(&self) -> BTreeSet<String> {
        let follow_ups = self.follow_ups.iter().flat_map(|(_, turn)| turn.all_actions());
        self.actions.iter().cloned().chain(follow_ups).collect()
    }
}

/// What follows on each intent that begins something.
#[derive(Default)]
pub(super) struct Paths {
    pub roots: BTreeMap<String, Turn>,
    /// What is done when a form is filled in.
    pub submits: BTreeMap<String, Vec<String>>,
    sequences: Vec<Sequence>,
}

/// What the customer may say, and what is done then.
type Exchange = (Vec<String>, Vec<String>);

struct Sequence {
    file: String,
    line: Option<usize>,
    name: String,
    is_rule: bool,
    turns: Vec<Exchange>,
}

impl Paths {
    pub(super) fn stories(&mut self, file: &Decoded, part: &Value, gathered: &mut Gathered) {
        self.sequences(file, part, "story", gathered);
    }

    pub(super) fn rules(&mut self, file: &Decoded, part: &Value, gathered: &mut Gathered) {
        self.sequences(file, part, "rule", gathered);
    }

    fn sequences(&mut self, file: &Decoded, part: &Value, kind: &str, gathered: &mut Gathered) {
        for item in part.as_sequence().into_iter().flatten() {
            let name = item.get(kind).and_then(Value::as_str).unwrap_or("").to_owned();
            let line = file.line_of(&format!("{kind}: {name}"));
            let label = format!("{kind} “{name}”");
            let place = (file.path.as_str(), line, label.as_str());
            let steps: Vec<&Value> =
                item.get("steps").and_then(Value::as_sequence).into_iter().flatten().collect();
            if item.get("conversation_start").and_then(Value::as_bool) == Some(true) {
                gathered.told(place, "What a bot says before the customer has said anything has no place here; the widget's greeting is a setting of the inbox.");
                continue;
            }
            if let Some(condition) = item.get("condition") {
                self.conditional(condition, &steps, place, gathered);
                continue;
            }
            if self.sequences.len() >= MAX_ITEMS {
                let what = format!("Only the first {MAX_ITEMS} stories and rules were taken.");
                gathered.todo((&file.path, None, "stories"), &what, "Import the rest on its own.");
                break;
            }
            let turns = turns(&steps, place, gathered);
            if !turns.is_empty() {
                self.sequences.push(Sequence {
                    file: file.path.clone(),
                    line,
                    name: label.clone(),
                    is_rule: kind == "rule",
                    turns,
                });
            }
        }
    }

    /// A rule under a condition: what follows on a form is understood, everything else is reported.
    fn conditional(
        &mut self,
        condition: &Value,
        steps: &[&Value],
        place: (&str, Option<usize>, &str),
        gathered: &mut Gathered,
    ) {
        let conditions: Vec<&Value> = condition.as_sequence().into_iter().flatten().collect();
        let form = conditions.iter().find_map(|condition| condition.get("active_loop")?.as_str());
        let actions: Vec<String> =
            steps.iter().filter_map(|step| step.get("action")?.as_str()).map(str::to_owned).collect();
        let asks = steps.iter().any(|step| step.get("intent").is_some() || step.get("or").is_some());
        match form {
            Some(form) if !asks && actions.first().is_some_and(|first| first == form) => {
                self.submits.entry(form.to_owned()).or_insert_with(|| actions.into_iter().skip(1).collect());
            }
            Some(_) => gathered.told(place, "What interrupts a form was not taken: customers can ask something else in any flow, and come back."),
            None => gathered.todo(place, "It holds under a condition only and was not taken.", "Make it a branch of a flow, if it is needed."),
        }
    }

    /// Puts all stories and rules together. Rules come first, as in Rasa.
    pub(super) fn settle(&mut self, gathered: &mut Gathered) {
        let mut sequences = std::mem::take(&mut self.sequences);
        sequences.sort_by_key(|sequence| !sequence.is_rule);
        let beginnings: BTreeSet<String> = sequences
            .iter()
            .filter_map(|sequence| sequence.turns.first())
            .flat_map(|(intents, _)| intents.clone())
            .collect();
        let mut left_of_all = MAX_NODES_OF_ALL;
        for sequence in &sequences {
            let mut segments: Vec<&[Exchange]> = Vec::new();
            let mut from = 0;
            for at in 1..=sequence.turns.len() {
                // A new beginning is not a follow-up: the customer turns to something else.
                let begins = sequence.turns.get(at).is_none_or(|(intents, _)| {
                    intents.is_empty()
                        || intents.iter().any(|intent| begins_anew(intent, &beginnings))
                        || ends_there(&sequence.turns[at - 1].0)
                });
                if begins {
                    segments.push(&sequence.turns[from..at]);
                    from = at;
                }
            }
            let mut left = MAX_NODES.min(left_of_all);
            for segment in segments {
                let before = left;
                let segment = within(segment, &mut left, sequence, gathered);
                left_of_all -= before - left;
                self.insert(&segment, sequence, gathered);
            }
        }
    }

    fn insert(&mut self, segment: &[(&[String], &[String])], sequence: &Sequence, gathered: &mut Gathered) {
        let Some(((intents, actions), rest)) = segment.split_first() else { return };
        for intent in intents.iter() {
            let turn = self.roots.entry(intent.clone()).or_default();
            insert(turn, actions, rest, (sequence, intent), gathered);
        }
    }
}

/// The same with as many alternatives as fit into what is `left` of the turns that it may become. Where the next
/// `or` does not fit, its first alternative stands for all of them.
fn within<'a>(
    segment: &'a [Exchange],
    left: &mut usize,
    sequence: &Sequence,
    gathered: &mut Gathered,
) -> Vec<(&'a [String], &'a [String])> {
    let (mut branches, mut used, mut is_cut) = (1, 0, false);
    let mut kept = Vec::with_capacity(segment.len());
    for (at, (intents, actions)) in segment.iter().enumerate() {
        let wider = branches * intents.len();
        let fits = intents.len() < 2 || used + wider * (segment.len() - at) <= *left;
        if fits {
            branches = wider;
        }
        is_cut |= !fits;
        used += branches;
        kept.push((if fits { intents.as_slice() } else { &intents[..1] }, actions.as_slice()));
    }
    // What needs no copies is as long as its file.
    *left = left.saturating_sub(used.saturating_sub(segment.len()));
    if is_cut {
        gathered.todo(
            (&sequence.file, sequence.line, &sequence.name),
            "With all alternatives of each “or” it would become thousands of turns; of those that were too many, only the first was taken.",
            "Write the others as topics of their own, or as branches of the flow.",
        );
    }
    kept
}

fn insert(
    turn: &mut Turn,
    actions: &[String],
    rest: &[(&[String], &[String])],
    (sequence, intent): (&Sequence, &str),
    gathered: &mut Gathered,
) {
    if turn.actions.is_empty() {
        turn.actions = actions.to_vec();
    } else if !actions.is_empty() && turn.actions != actions {
        let what = format!(
            "After “{intent}” it does something else ({}) than a rule or story before it ({}), which was taken.",
            actions.join(", "),
            turn.actions.join(", ")
        );
        gathered.todo(
            (&sequence.file, sequence.line, &sequence.name),
            &what,
            "Decide which of the two is right; a flow can branch.",
        );
        return;
    }
    let Some(((intents, actions), rest)) = rest.split_first() else { return };
    for intent in intents.iter() {
        let at = turn.follow_ups.iter().position(|(known, _)| known == intent).unwrap_or_else(|| {
            turn.follow_ups.push((intent.clone(), Turn::default()));
            turn.follow_ups.len() - 1
        });
        if let Some((_, next)) = turn.follow_ups.get_mut(at) {
            insert(next, actions, rest, (sequence, intent), gathered);
        }
    }
}

/// Whether an intent begins something new wherever it comes. Yes and no always answer something.
fn begins_anew(intent: &str, beginnings: &BTreeSet<String>) -> bool {
    !is_yes(intent) && !is_no(intent) && (beginnings.contains(intent) || is_built_in(intent))
}

/// Whether nothing can follow on it: Rapport answers greetings by itself.
fn ends_there(intents: &[String]) -> bool {
    intents.is_empty()
        || intents.iter().any(|intent| is_built_in(intent) && !is_yes(intent) && !is_no(intent))
}

pub(super) fn is_yes(intent: &str) -> bool {
    matches!(intent, "affirm" | "confirm" | "yes")
}

pub(super) fn is_no(intent: &str) -> bool {
    matches!(intent, "deny" | "no")
}

fn turns(steps: &[&Value], place: (&str, Option<usize>, &str), gathered: &mut Gathered) -> Vec<Exchange> {
    let mut turns: Vec<Exchange> = Vec::new();
    for step in steps {
        if let Some(intent) = step.get("intent").and_then(Value::as_str) {
            turns.push((vec![intent.to_owned()], Vec::new()));
        } else if let Some(alternatives) = step.get("or").and_then(Value::as_sequence) {
            let intents: Vec<String> = alternatives
                .iter()
                .filter_map(|one| one.get("intent")?.as_str())
                .map(str::to_owned)
                .take(MAX_ALTERNATIVES)
                .collect();
            if !intents.is_empty() {
                turns.push((intents, Vec::new()));
            }
        } else if step.get("user").is_some() {
            let said = step.get("user").and_then(Value::as_str).unwrap_or("");
            gathered.todo(
                place,
                &format!("What follows on the message “{said}”, which has no intent there, was not taken."),
                "Make the message an example of a topic.",
            );
            turns.push((Vec::new(), Vec::new()));
        } else if let Some(action) = step.get("action").and_then(Value::as_str) {
            match turns.last_mut() {
                Some((_, actions))
                    if is_silent(action) || actions.last().is_some_and(|last| last == action) => {}
                Some((_, actions)) => actions.push(action.to_owned()),
                None => gathered.told(
                    place,
                    &format!("“{action}” comes before the customer has said anything and was not taken."),
                ),
            }
        } else if step.get("bot").is_some() {
            gathered.todo(
                place,
                "A text of the bot that is no response was not taken.",
                "Write it into the answer or flow.",
            );
        } else if let Some(name) = step.get("checkpoint").and_then(Value::as_str) {
            gathered.todo(
                place,
                &format!("It goes on at the checkpoint “{name}”, which is not followed."),
                "Complete the flow from the stories that begin there.",
            );
            if !turns.is_empty() {
                break;
            }
        } else if step.get("slot_was_set").is_some() && !is_requested_slot(step) {
            gathered.todo(
                place,
                "It depends on a slot (slot_was_set); it was taken as if it always held.",
                "If the answer differs by it, let a flow ask and branch.",
            );
        }
        if turns.len() >= MAX_TURNS {
            break;
        }
    }
    turns
}

/// Bookkeeping of forms, which flows do by themselves.
fn is_requested_slot(step: &Value) -> bool {
    let slots = step.get("slot_was_set").and_then(Value::as_sequence).into_iter().flatten();
    let names: Vec<&str> = slots
        .filter_map(|slot| slot.as_str().or_else(|| slot.as_mapping()?.keys().next()?.as_str()))
        .collect();
    names.iter().all(|name| *name == "requested_slot")
}
