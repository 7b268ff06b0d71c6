//! Generated conversations: customers who ask, digress, correct, refuse, say yes late, say two things, cancel, repeat
//! and are silent, over every flow of a release, by a seed. What is watched: nothing is changed without a yes, each
//! yes is carried out exactly once with exactly what was asked, and nobody gets stuck.

mod customer;
mod dice;
mod watch;
mod words;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use rapport_domain::{
    ActionId, FlowId,
    action::ActionOutcome,
    content::{Content, Response},
};
use serde::Serialize;

pub use self::customer::Habit;
use self::{
    customer::{Customer, Move},
    dice::Dice,
    watch::Watch,
};
use super::{
    ConversationTest, Mood, Stage,
    moods::{Route, routes},
};
use crate::understand::{Compiled, Said};

/// So many turns at most a customer is difficult; from then on they do what they are asked.
const MOST_DIFFICULT: usize = 14;
/// Whoever does what they are asked is through after so many turns, or it is stuck.
const MOST_WILLING: usize = 30;
/// A silent customer is away for so long, in milliseconds.
const SILENCE_MS: i64 = 12 * 60_000;

/// Which conversations are played.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The seed. Equal seeds give equal conversations.
    pub seed: u64,
    /// The number of the first.
    pub first: u64,
    /// How many.
    pub count: u64,
}

/// What came of generated conversations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Conversations.
    pub conversations: u64,
    /// The customers' turns.
    pub turns: u64,
    /// Questions before an act that changes something.
    pub asked: u64,
    /// Of them, those that held something else than the customer had told.
    pub misheard: u64,
    /// Clear yeses to them.
    pub confirmed: u64,
    /// Of them, those carried out exactly once with exactly what was asked.
    pub exactly_once: u64,
    /// Calls that change something, without a yes in the turn.
    pub unconfirmed: u64,
    /// Conversations that got stuck.
    pub stuck: u64,
    /// How they ended.
    pub endings: BTreeMap<&'static str, u64>,
    /// What customers did, turn by turn.
    pub habits: BTreeMap<Habit, u64>,
    /// Conversations by flow.
    pub flows: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds another part of the same run.
    pub fn add(&mut self, other: &Self) {
        self.conversations += other.conversations;
        self.turns += other.turns;
        self.asked += other.asked;
        self.misheard += other.misheard;
        self.confirmed += other.confirmed;
        self.exactly_once += other.exactly_once;
        self.unconfirmed += other.unconfirmed;
        self.stuck += other.stuck;
        for (ending, count) in &other.endings {
            *self.endings.entry(*ending).or_default() += count;
        }
        for (habit, count) in &other.habits {
            *self.habits.entry(*habit).or_default() += count;
        }
        for (flow, count) in &other.flows {
            *self.flows.entry(flow.clone()).or_default() += count;
        }
    }

    /// Whether nothing was changed without a yes, every yes was carried out exactly once, and nobody got stuck.
    pub const fn is_clean(&self) -> bool {
        self.unconfirmed == 0 && self.stuck == 0 && self.exactly_once == self.confirmed
    }
}

/// A conversation in which something went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mishap {
    /// Its number, by which it can be played again alone.
    pub number: u64,
    /// The flow that the customer wanted.
    pub flow: FlowId,
    /// What went wrong.
    pub wrong: Vec<String>,
    /// What was said: customer and reply.
    pub transcript: Vec<(String, String)>,
}

/// Who plays: the flows that customers can get to, and what they ask besides.
struct Cast<'a> {
    compiled: &'a Compiled,
    routes: Vec<Route<'a>>,
    /// Places of routes on which something is changed.
    changing: Vec<usize>,
    asides: Vec<String>,
}

/// Plays generated conversations against a release. Other systems answer as in `tests` where those tell; none is
/// called. `vector` gives a text's sentence vector.
pub fn run_generated(
    compiled: &Compiled,
    tests: &[ConversationTest],
    plan: Plan,
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> (Tally, Vec<Mishap>) {
    let known: RefCell<HashMap<String, Vec<f32>>> = RefCell::default();
    let vector = |text: &str| -> Vec<f32> {
        if let Some(found) = known.borrow().get(text) {
            return found.clone();
        }
        let made = vector(text);
        known.borrow_mut().insert(text.to_owned(), made.clone());
        made
    };
    let content = &compiled.release().content;
    let routes = routes(compiled, tests, &vector);
    let changes = |route: &Route<'_>| route.acts().any(|act| changes(content, act));
    let changing = (0..routes.len()).filter(|at| changes(&routes[*at])).collect();
    let cast = Cast { compiled, changing, asides: asides(content), routes };
    let mut tally = Tally::default();
    let mut mishaps = Vec::new();
    if cast.routes.is_empty() {
        return (tally, mishaps);
    }
    for number in plan.first..plan.first + plan.count {
        let (part, mishap) = play(&cast, plan.seed, number, &vector);
        tally.add(&part);
        mishaps.extend(mishap);
    }
    (tally, mishaps)
}

/// Whether an action changes anything. One that is not known may.
fn changes(content: &Content, action: &ActionId) -> bool {
    content.actions.iter().find(|known| known.id == *action).is_none_or(|action| action.changes_state)
}

/// Questions to digress with: of answers, and a few of flows. Nobody plays danger.
fn asides(content: &Content) -> Vec<String> {
    let mut asides = Vec::new();
    for (at, topic) in content.topics.iter().enumerate().filter(|(_, topic)| !topic.safety) {
        let often = match topic.response {
            Response::Answer(_) => 2,
            Response::Flow(_) => 1,
        };
        let from = at % topic.examples.len().max(1);
        asides
            .extend(topic.examples.iter().cycle().skip(from).take(often.min(topic.examples.len())).cloned());
    }
    asides
}

fn play(
    cast: &Cast<'_>,
    seed: u64,
    number: u64,
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> (Tally, Option<Mishap>) {
    let content = &cast.compiled.release().content;
    let mut dice = Dice::of(seed, number);
    let route = match cast.changing.as_slice() {
        // Half of them where there is something to be confirmed.
        [_, ..] if dice.happens(50) => &cast.routes[*dice.one(&cast.changing)],
        _ => dice.one(&cast.routes),
    };
    let mood = if dice.happens(70) { Mood::Calm } else { *dice.one(&Mood::ALL) };
    let given = disturbed(content, route.given(), &mut dice);
    let difficult = dice.below(MOST_DIFFICULT + 1);
    let request = opening(cast, route, &mut dice);
    let needed = route.needed();
    let mut customer = Customer::new(dice, content, &cast.asides, needed);
    let mut watch = Watch::new(content, route.entry_id());
    let mut stage = Stage::new(cast.compiled, given);
    let perception = mood.perception(&content.company.locale);
    let mut now = Move::one(Habit::Asks, mood.words(&request, &content.company.locale));
    for turn in 0..difficult + MOST_WILLING {
        let from = stage.events.len();
        let asked = stage.conversation.pending.clone();
        let heard = match now.texts.split_last() {
            None => stage.wait(SILENCE_MS),
            Some((last, before)) => {
                for text in before {
                    stage.receive(text, perception.clone());
                }
                stage.receive(last, perception.clone());
                let text = crate::turn_text(&stage.conversation);
                stage.reply(&Said::read(&text, vector(&text), vector))
            }
        };
        watch.turn(&stage, from, (asked.as_ref(), &now), &heard);
        if watch.is_over(&stage) {
            break;
        }
        watch.heard(&customer, &stage);
        let willing = turn >= difficult;
        match customer.next(&stage.conversation, willing) {
            Some(next) => now = next,
            None if turn == 0 => break,
            None if customer.dice.happens(30) && watch.may_go_on() => {
                now = Move::one(Habit::SaysYesAgain, "yes please");
            }
            None => break,
        }
    }
    watch.end(&stage, number)
}

/// What the customer begins with.
fn opening(cast: &Cast<'_>, route: &Route<'_>, dice: &mut Dice) -> String {
    let topics = &cast.compiled.release().content.topics;
    let topic = topics.iter().find(|topic| topic.id == *route.topic_id());
    let other = topic.filter(|topic| !topic.examples.is_empty() && dice.happens(35));
    let request = other.map_or_else(|| route.request().to_owned(), |topic| dice.one(&topic.examples).clone());
    // Some tell at once what they will be asked for.
    if dice.happens(15) { format!("{request} 100482") } else { request }
}

/// What other systems answer, with a few refusals and silences.
fn disturbed(
    content: &Content,
    given: &BTreeMap<ActionId, Vec<ActionOutcome>>,
    dice: &mut Dice,
) -> BTreeMap<ActionId, Vec<ActionOutcome>> {
    let mut given = given.clone();
    for (action, outcomes) in &mut given {
        let odd = match dice.below(100) {
            0..=5 => ActionOutcome::Refused { reason: "not_found".to_owned() },
            6..=8 => ActionOutcome::Refused { reason: "something_else".to_owned() },
            9..=11 => ActionOutcome::Unknown,
            _ => continue,
        };
        let at = if changes(content, action) { 0 } else { dice.below(outcomes.len() + 1) };
        outcomes.insert(at, odd);
    }
    given
}
