//! A customer who is played: what they have told, and what they do next. They know what they said themselves, so
//! that what the assistant made of it can be held against it.

use std::collections::BTreeMap;

use rapport_domain::{
    FlowId, StepId,
    action::ActionCall,
    content::{ChooseStep, Content, SlotKind, Step, StepKind},
    conversation::{Conversation, Pending},
};
use serde::Serialize;

use super::{dice::Dice, words};

/// What a customer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Habit {
    /// Asks for what the flow does.
    Asks,
    /// Gives the value that is asked for.
    Answers,
    /// Gives it among other words.
    TellsMore,
    /// Gives two values, or a value and a question.
    SaysTwo,
    /// Asks something else.
    Digresses,
    /// Takes back what they said before and says it anew.
    Corrects,
    /// Will not say, or says no.
    Refuses,
    /// Says yes to the question before an act.
    SaysYes,
    /// The same, after something else came in between.
    SaysYesLate,
    /// Says what is no yes, though it begins like one.
    SaysHalfYes,
    /// Writes two messages that contradict each other.
    TakesYesBack,
    /// Says yes again where nothing is asked.
    SaysYesAgain,
    /// Stops it.
    Cancels,
    /// Wants to hear it again.
    Repeats,
    /// Greets, thanks, asks whether it is an AI.
    IsCourteous,
    /// Writes what nobody understands.
    WritesNonsense,
    /// Writes nothing for a while.
    IsSilent,
    /// Wants a person.
    AsksForPerson,
}

/// What a customer does in a turn.
pub(super) struct Move {
    /// What it is.
    pub habit: Habit,
    /// The messages, one after the other; none where they are silent.
    pub texts: Vec<String>,
}

impl Move {
    pub(super) fn one(habit: Habit, text: impl Into<String>) -> Self {
        Self { habit, texts: vec![text.into()] }
    }
}

/// A customer.
pub(super) struct Customer<'a> {
    pub dice: Dice,
    content: &'a Content,
    /// Questions about other topics.
    asides: &'a [String],
    /// What they have told of each slot, as it has to be kept; `None` where the slot was chosen from buttons.
    told: BTreeMap<String, (Option<SlotKind>, String)>,
    /// Values that the way through the flow needs.
    needed: &'a BTreeMap<String, String>,
    /// Whether something came between a question before an act and its yes.
    late: bool,
}

impl<'a> Customer<'a> {
    pub(super) fn new(
        dice: Dice,
        content: &'a Content,
        asides: &'a [String],
        needed: &'a BTreeMap<String, String>,
    ) -> Self {
        Self { dice, content, asides, told: BTreeMap::new(), needed, late: false }
    }

    /// What they do next; `None` when they are content. `willing` customers do what they are asked.
    pub(super) fn next(&mut self, conversation: &Conversation, willing: bool) -> Option<Move> {
        let Some(pending) = &conversation.pending else {
            return (!conversation.flows.is_empty()).then(|| Move::one(Habit::Answers, "ok"));
        };
        match pending {
            Pending::Slot { flow, step, .. } | Pending::Choice { flow, step, .. } => {
                Some(self.at_question(flow, step, willing))
            }
            Pending::Confirmation { flow, step, call } => {
                Some(self.at_confirmation(flow, step, call, willing))
            }
            Pending::OfferFlow { .. } | Pending::OfferResume { .. } => {
                let no = !willing && self.dice.happens(15);
                Some(match no {
                    true => Move::one(Habit::Refuses, *self.dice.one(&words::NO)),
                    false => Move::one(Habit::Answers, *self.dice.one(&words::YES)),
                })
            }
            Pending::WhichTopic { topics } => {
                let topic = self.content.topics.iter().find(|topic| topics.contains(&topic.id))?;
                Some(Move::one(Habit::Answers, topic.title.clone()))
            }
            Pending::OfferPerson {} => self.at_offer_of_person(conversation, willing),
            Pending::Wait { .. } => Some(Move { habit: Habit::IsSilent, texts: vec![] }),
        }
    }

    /// What they told that stands otherwise in the question before an act: slot, what stands there.
    pub(super) fn misheard(&self, flow: &FlowId, step: &StepId, call: &ActionCall) -> Vec<(String, String)> {
        let Some(Step { kind: StepKind::Act(act), .. }) = self.step(flow, step) else { return vec![] };
        let plain = act.with.iter().filter_map(|(name, template)| {
            let slot = template.strip_prefix('{')?.strip_suffix('}')?;
            let (_, told) = self.told.get(slot)?;
            let stands = call.arguments.get(name).and_then(|value| value.as_str()).unwrap_or_default();
            (stands != told).then(|| (slot.to_owned(), stands.to_owned()))
        });
        plain.collect()
    }

    fn at_question(&mut self, flow: &FlowId, step: &StepId, willing: bool) -> Move {
        if willing || self.dice.happens(52) {
            return self.answer(flow, step, willing);
        }
        match self.dice.below(100) {
            0..=24 => self.digress(),
            25..=44 => self.correct(flow, step).unwrap_or_else(|| self.digress_or(words::NONSENSE[0])),
            45..=56 => self.say_two(flow, step),
            57..=64 => Move::one(Habit::Refuses, *self.dice.one(&words::WILL_NOT_SAY)),
            65..=70 => Move::one(Habit::Repeats, *self.dice.one(&words::AGAIN)),
            71..=76 => Move::one(Habit::IsCourteous, *self.dice.one(&words::COURTESIES)),
            77..=84 => Move::one(Habit::WritesNonsense, *self.dice.one(&words::NONSENSE)),
            85..=90 => Move { habit: Habit::IsSilent, texts: vec![] },
            91..=95 => Move::one(Habit::Cancels, *self.dice.one(&words::STOP)),
            96..=97 => Move::one(Habit::SaysYesAgain, *self.dice.one(&words::YES)),
            _ => Move::one(Habit::AsksForPerson, *self.dice.one(&words::PERSON)),
        }
    }

    fn at_confirmation(&mut self, flow: &FlowId, step: &StepId, call: &ActionCall, willing: bool) -> Move {
        let wrong = self.misheard(flow, step, call);
        if let Some((slot, _)) = wrong.first() {
            // Whoever reads something else than they said does not say yes.
            return match self.say_once_more(slot) {
                Some(text) => Move::one(Habit::Corrects, text),
                None => Move::one(Habit::Refuses, *self.dice.one(&words::NO)),
            };
        }
        if willing || self.dice.happens(40) {
            let habit = if self.late { Habit::SaysYesLate } else { Habit::SaysYes };
            self.late = false;
            return Move::one(habit, *self.dice.one(&words::YES));
        }
        self.late = true;
        match self.dice.below(100) {
            0..=19 => self.digress(),
            20..=39 => self.correct(flow, step).unwrap_or_else(|| self.digress_or(words::HALF_YES[0])),
            40..=54 => Move::one(Habit::SaysHalfYes, *self.dice.one(&words::HALF_YES)),
            55..=64 => Move::one(Habit::Refuses, *self.dice.one(&words::NO)),
            65..=72 => {
                let (yes, no) = (*self.dice.one(&words::YES), *self.dice.one(&words::BUT_NO));
                Move { habit: Habit::TakesYesBack, texts: vec![yes.to_owned(), no.to_owned()] }
            }
            73..=78 => Move::one(Habit::Repeats, *self.dice.one(&words::AGAIN)),
            79..=84 => Move::one(Habit::IsCourteous, *self.dice.one(&words::COURTESIES)),
            85..=89 => Move::one(Habit::WritesNonsense, *self.dice.one(&words::NONSENSE)),
            90..=94 => Move { habit: Habit::IsSilent, texts: vec![] },
            95..=98 => Move::one(Habit::Cancels, *self.dice.one(&words::STOP)),
            _ => Move::one(Habit::AsksForPerson, *self.dice.one(&words::PERSON)),
        }
    }

    fn at_offer_of_person(&mut self, conversation: &Conversation, willing: bool) -> Option<Move> {
        let frame = conversation.flows.last()?;
        let step = frame.step.clone()?;
        if !willing && self.dice.happens(20) {
            return Some(Move::one(Habit::AsksForPerson, *self.dice.one(&words::YES)));
        }
        Some(self.answer(&frame.flow.clone(), &step, true))
    }

    /// The value that is asked for.
    fn answer(&mut self, flow: &FlowId, step: &StepId, plainly: bool) -> Move {
        match self.step(flow, step).map(|step| &step.kind) {
            Some(StepKind::Ask(ask)) => {
                let (said, kept) = self.value(ask.kind, ask.slot.as_str());
                self.told.insert(ask.slot.to_string(), (Some(ask.kind), kept));
                let more = !plainly && self.dice.happens(35) && ask.kind != SlotKind::Text;
                match more {
                    true => {
                        let (before, after) = *self.dice.one(&words::AROUND);
                        Move::one(Habit::TellsMore, format!("{before}{said}{after}"))
                    }
                    false => Move::one(Habit::Answers, said),
                }
            }
            Some(StepKind::Choose(choose)) => {
                let text = self.choice(choose, plainly);
                Move::one(Habit::Answers, text)
            }
            // The question before an act stands where a person was offered in between.
            _ => Move::one(Habit::Answers, "no, go on please"),
        }
    }

    fn choice(&mut self, choose: &'a ChooseStep, plainly: bool) -> String {
        let needed = self.needed.get(choose.slot.as_str()).filter(|_| plainly || self.dice.happens(70));
        let wanted = choose.options.iter().position(|option| Some(&option.value) == needed);
        let at = wanted.unwrap_or_else(|| self.dice.below(choose.options.len()));
        let option = &choose.options[at];
        self.told.insert(choose.slot.to_string(), (None, option.value.clone()));
        match self.dice.below(4) {
            0 if !plainly && !option.synonyms.is_empty() => self.dice.one(&option.synonyms).clone(),
            1 if !plainly => format!("the {} one", words::PLACES.get(at).copied().unwrap_or("last")),
            2 if !plainly => option.label.to_lowercase(),
            _ => option.label.clone(),
        }
    }

    /// A value of this kind, as it is said and as it has to be kept.
    fn value(&mut self, kind: SlotKind, slot: &str) -> (String, String) {
        if let Some(needed) = self.needed.get(slot).filter(|_| kind == SlotKind::Text) {
            return (needed.clone(), needed.clone());
        }
        let (said, kept) = *self.dice.one(words::values(kind));
        (said.to_owned(), kept.to_owned())
    }

    fn digress(&mut self) -> Move {
        self.digress_or(words::NONSENSE[0])
    }

    fn digress_or(&mut self, otherwise: &str) -> Move {
        match self.asides {
            [] => Move::one(Habit::WritesNonsense, otherwise),
            asides => Move::one(Habit::Digresses, self.dice.one(asides).clone()),
        }
    }

    /// Two values at once, or the value and a question.
    fn say_two(&mut self, flow: &FlowId, step: &StepId) -> Move {
        let first = self.answer(flow, step, true);
        let question = matches!(self.step(flow, step).map(|step| &step.kind), Some(StepKind::Ask(ask)) if ask.kind == SlotKind::Text);
        if question {
            return first;
        }
        let said = first.texts.join(" ");
        match self.asides {
            [] => Move::one(Habit::SaysTwo, format!("{said}. Thank you.")),
            asides => {
                let aside = self.dice.one(asides);
                Move { habit: Habit::SaysTwo, texts: vec![said, aside.clone()] }
            }
        }
    }

    /// Takes back something that was told before, of another kind than what is asked for now.
    fn correct(&mut self, flow: &FlowId, step: &StepId) -> Option<Move> {
        let asked = self.step(flow, step).and_then(|step| match &step.kind {
            StepKind::Ask(ask) => Some(Some(ask.kind)),
            StepKind::Choose(_) => Some(None),
            _ => None,
        });
        let own = self.content.flows.iter().find(|known| known.id == *flow)?;
        let told: Vec<(String, Option<SlotKind>, String)> = self
            .told
            .iter()
            .filter(|(slot, (kind, _))| asked != Some(*kind) && can_correct(*kind) && asks(&own.steps, slot))
            .map(|(slot, (kind, value))| (slot.clone(), *kind, value.clone()))
            .collect();
        if told.is_empty() {
            return None;
        }
        let (slot, kind, old) = self.dice.one(&told).clone();
        let kind = kind?;
        let others: Vec<(&str, &str)> =
            words::values(kind).iter().filter(|(_, kept)| *kept != old).copied().collect();
        let (said, kept) = *self.dice.one(&others);
        self.told.insert(slot, (Some(kind), kept.to_owned()));
        let opening = *self.dice.one(&words::CORRECTIONS);
        Some(Move::one(Habit::Corrects, format!("{opening}{said}")))
    }

    /// The value of a slot again, where a correction can carry it.
    fn say_once_more(&mut self, slot: &str) -> Option<String> {
        let (kind, kept) = self.told.get(slot)?;
        let kind = (*kind).filter(|kind| can_correct(Some(*kind)))?;
        let (said, _) = words::values(kind).iter().find(|(_, known)| known == kept)?;
        Some(format!("no, {said}"))
    }

    fn step(&self, flow: &FlowId, step: &StepId) -> Option<&'a Step> {
        let flow = self.content.flows.iter().find(|known| known.id == *flow)?;
        flow.steps.iter().find(|known| known.id == *step)
    }
}

/// Whether a value of this kind is recognised when it is said anew, whatever is asked.
const fn can_correct(kind: Option<SlotKind>) -> bool {
    matches!(kind, Some(SlotKind::OrderNumber | SlotKind::Email | SlotKind::Address))
}

fn asks(steps: &[Step], slot: &str) -> bool {
    steps.iter().any(|step| matches!(&step.kind, StepKind::Ask(ask) if ask.slot.as_str() == slot))
}
