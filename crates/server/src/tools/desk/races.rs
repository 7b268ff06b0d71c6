//! The races: what happens at both ends of a take-over while somebody else does something.

use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::Floor;

/// The pause that ships after a complete message, in milliseconds: about then the assistant decides its reply.
const PAUSE_MS: u64 = 350;

/// What came of all races.
#[derive(Default)]
pub(super) struct Raced {
    /// Conversations that an agent took over.
    pub(super) take_overs: usize,
    /// Conversations that were given back.
    pub(super) hand_backs: usize,
    /// Two agents at the same moment.
    two_agents: usize,
    /// Of these, how often both were told that they hold it.
    pub(super) both_hold: usize,
    /// The customer wrote at the moment of the take-over.
    written_meanwhile: usize,
    /// Taken over when the assistant's reply was due.
    during_reply: usize,
    /// Given back at the moment of a reply.
    back_during_reply: usize,
    /// Given back at the moment when the customer wrote.
    back_while_written: usize,
    /// Replies that were accepted from an agent who did not hold the conversation.
    pub(super) spoke_without_holding: usize,
    /// Milliseconds of each take-over.
    pub(super) take_over_ms: Vec<f64>,
}

impl Raced {
    /// How often each race was run.
    pub(super) fn json(&self) -> Value {
        json!({
            "two_agents_at_once": self.two_agents, "customer_writes_during_take_over": self.written_meanwhile,
            "take_over_during_reply": self.during_reply, "hand_back_during_reply": self.back_during_reply,
            "customer_writes_during_hand_back": self.back_while_written,
        })
    }

    fn add(&mut self, other: Self) {
        self.take_overs += other.take_overs;
        self.hand_backs += other.hand_backs;
        self.two_agents += other.two_agents;
        self.both_hold += other.both_hold;
        self.written_meanwhile += other.written_meanwhile;
        self.during_reply += other.during_reply;
        self.back_during_reply += other.back_during_reply;
        self.back_while_written += other.back_while_written;
        self.spoke_without_holding += other.spoke_without_holding;
        self.take_over_ms.extend(other.take_over_ms);
    }
}

/// Runs so many races, each agent one after the other, until all are run or the time is up.
pub(super) async fn race(floor: &Arc<Floor>, count: usize) -> Result<Raced> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut agents = JoinSet::new();
    for agent in 0..floor.agents.len() {
        let (floor, next) = (Arc::clone(floor), Arc::clone(&next));
        agents.spawn(async move {
            let mut raced = Raced::default();
            while Instant::now() < floor.until {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    break;
                }
                one(&floor, agent, number, &mut raced).await?;
            }
            Ok::<_, anyhow::Error>(raced)
        });
    }
    let mut all = Raced::default();
    while let Some(raced) = agents.join_next().await {
        all.add(raced??);
    }
    Ok(all)
}

/// One conversation is taken over, answered and given back.
async fn one(floor: &Floor, agent: usize, number: usize, raced: &mut Raced) -> Result<()> {
    let at = number * 104_729 % floor.chats.len();
    let chat = &floor.chats[at];
    // Two races over the same conversation would blur who should hold it.
    let _alone = chat.race.lock().await;
    let Some(holder) = take(floor, agent, at, number, raced).await? else { return Ok(()) };
    raced.take_overs += 1;
    let other = (holder + 1) % floor.agents.len();
    if floor.agents[other].reply(&chat.conversation, &format!("stray-{number}")).await?.is_some() {
        raced.spoke_without_holding += 1;
    }
    reply(floor, holder, at, &format!("reply-{number}")).await?;
    give_back(floor, holder, at, number, raced).await
}

/// Takes the conversation over in one of three races; answers which agent holds it now.
async fn take(
    floor: &Floor,
    agent: usize,
    at: usize,
    number: usize,
    raced: &mut Raced,
) -> Result<Option<usize>> {
    let conversation = &floor.chats[at].conversation;
    let mine = &floor.agents[agent];
    let written = format!("before-{number}");
    let began = Instant::now();
    let taken = match number % 3 {
        0 => {
            raced.two_agents += 1;
            let rival = (agent + 1) % floor.agents.len();
            let (first, second) =
                tokio::try_join!(mine.take_over(conversation), floor.agents[rival].take_over(conversation))?;
            raced.both_hold += usize::from(first && second);
            if first { Some(agent) } else { second.then_some(rival) }
        }
        1 => {
            raced.written_meanwhile += 1;
            let (taken, _) = tokio::join!(mine.take_over(conversation), floor.say(at, &written, number));
            taken?.then_some(agent)
        }
        _ => {
            raced.during_reply += 1;
            floor.say(at, &written, number).await;
            // Around the moment at which the reply is decided and committed.
            tokio::time::sleep(Duration::from_millis(PAUSE_MS - 20 + number as u64 * 7 % 80)).await;
            let asked = Instant::now();
            let taken = mine.take_over(conversation).await?;
            raced.take_over_ms.push(asked.elapsed().as_secs_f64() * 1_000.0);
            return Ok(taken.then_some(agent));
        }
    };
    raced.take_over_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
    Ok(taken)
}

/// Gives the conversation back in one of three ways.
async fn give_back(floor: &Floor, holder: usize, at: usize, number: usize, raced: &mut Raced) -> Result<()> {
    let conversation = &floor.chats[at].conversation;
    let agent = &floor.agents[holder];
    // Another period than the races before, so that each way in meets each way out.
    let given = match number / 3 % 3 {
        0 => {
            raced.back_during_reply += 1;
            let last = format!("last-{number}");
            let (given, replied) =
                tokio::join!(agent.hand_back(conversation), reply(floor, holder, at, &last));
            replied?;
            given?
        }
        1 => {
            raced.back_while_written += 1;
            let written = format!("after-{number}");
            let (given, _) = tokio::join!(agent.hand_back(conversation), floor.say(at, &written, number));
            given?
        }
        _ => agent.hand_back(conversation).await?,
    };
    raced.hand_backs += usize::from(given);
    Ok(())
}

/// The agent replies; what is acknowledged is remembered.
async fn reply(floor: &Floor, agent: usize, at: usize, client_id: &str) -> Result<()> {
    let chat = &floor.chats[at];
    if let Some(seq) = floor.agents[agent].reply(&chat.conversation, client_id).await? {
        chat.replies.lock().unwrap_or_else(PoisonError::into_inner).push(seq);
    }
    Ok(())
}
