//! Judges a conversation by its events: was every promise kept?

use serde_json::{Value, json};

use super::races::Raced;

/// So many broken promises are shown in words.
const SHOWN: usize = 5;
/// What the customer is told when an agent leaves the conversation.
const GIVEN_BACK: &str = "it was given back";

/// What the server acknowledged.
#[derive(Default)]
pub(super) struct Promised {
    /// The places of the customer's messages.
    pub(super) messages: Vec<u64>,
    /// Messages that may be there without having been acknowledged.
    pub(super) in_doubt: usize,
    /// The places of the agents' replies.
    pub(super) replies: Vec<u64>,
}

/// What is wrong, counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Acknowledged and not there.
    pub(super) lost: usize,
    /// There more often than sent.
    pub(super) doubled: usize,
    /// The assistant answered what was answered already.
    pub(super) double_answers: usize,
    /// Somebody else speaks from now on, or a person was called, and the customer was not told.
    pub(super) silent_handovers: usize,
    /// The assistant spoke while an agent held the conversation.
    pub(super) assistant_after_take_over: usize,
    /// The assistant holds the conversation and owes an answer.
    pub(super) unanswered: usize,
    /// The first faults, in words.
    pub(super) examples: Vec<String>,
}

impl Verdict {
    /// Adds another conversation's.
    pub(super) fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.double_answers += other.double_answers;
        self.silent_handovers += other.silent_handovers;
        self.assistant_after_take_over += other.assistant_after_take_over;
        self.unanswered += other.unanswered;
        self.examples.extend(other.examples);
        self.examples.truncate(SHOWN);
    }

    /// All of them, with what the races saw at once.
    pub(super) fn faults(&self, raced: &Raced) -> usize {
        let seen_at_once = raced.both_hold + raced.spoke_without_holding;
        let read_back = self.lost + self.doubled + self.double_answers + self.silent_handovers;
        read_back + self.assistant_after_take_over + self.unanswered + seen_at_once
    }

    /// For the report.
    pub(super) fn json(&self, raced: &Raced) -> Value {
        json!({
            "lost": self.lost, "doubled": self.doubled, "double_answers": self.double_answers,
            "silent_handovers": self.silent_handovers,
            "assistant_after_take_over": self.assistant_after_take_over, "unanswered": self.unanswered,
            "two_agents_hold_it": raced.both_hold, "spoke_without_holding": raced.spoke_without_holding,
        })
    }
}

/// Where a conversation stands, event by event.
#[derive(Default)]
struct Standing {
    /// The customer wrote something that nobody has answered.
    open: bool,
    /// An agent holds it.
    held: bool,
    /// A person was called and has not come.
    called: bool,
    /// The next thing that is said must tell the customer who speaks from now on.
    untold: Option<&'static str>,
}

/// Judges the events of a conversation, as agents read them.
pub(super) fn judge(conversation: &str, events: &[Value], promised: &Promised) -> Verdict {
    let mut verdict = Verdict::default();
    let (mut messages, mut replies) = (vec![], vec![]);
    let mut standing = Standing::default();
    for event in events {
        let seq = event["seq"].as_u64().unwrap_or(0);
        match (event["kind"].as_str().unwrap_or(""), author(event)) {
            ("message", "customer") => messages.push(seq),
            ("message", "agent") => replies.push(seq),
            _ => {}
        }
        let wrong = standing.follow(event, &mut verdict);
        verdict.examples.extend(wrong.map(|wrong| format!("{conversation}, event {seq}: {wrong}")));
    }
    if standing.untold.is_some() {
        verdict.silent_handovers += 1;
    }
    if standing.open && !standing.held && !standing.called {
        verdict.unanswered = 1;
        verdict.examples.push(format!("{conversation}: the last message is not answered"));
    }
    let missing =
        |promised: &[u64], found: &[u64]| promised.iter().filter(|seq| !found.contains(seq)).count();
    verdict.lost = missing(&promised.messages, &messages) + missing(&promised.replies, &replies);
    let sent = promised.messages.len() + promised.in_doubt;
    verdict.doubled =
        messages.len().saturating_sub(sent) + replies.len().saturating_sub(promised.replies.len());
    verdict
}

impl Standing {
    /// Takes an event in; answers what is wrong with it.
    fn follow(&mut self, event: &Value, verdict: &mut Verdict) -> Option<String> {
        match event["kind"].as_str().unwrap_or("") {
            "message" => self.follow_message(author(event), verdict),
            "taken_over" => {
                let silent = self.must_tell("an agent took over");
                (self.held, self.called) = (true, false);
                silent.map(|silent| silent.count(verdict))
            }
            "handed_back" => {
                let silent = self.must_tell(GIVEN_BACK);
                self.held = false;
                silent.map(|silent| silent.count(verdict))
            }
            "handover_requested" => {
                // Called by whoever gives it back: one line tells of both.
                let of_both = self.untold == Some(GIVEN_BACK);
                let silent = self.must_tell("a person was called").filter(|_| !of_both);
                self.called = true;
                silent.map(|silent| silent.count(verdict))
            }
            _ => None,
        }
    }

    fn must_tell(&mut self, what: &'static str) -> Option<Silent> {
        self.untold.replace(what).map(Silent)
    }

    fn follow_message(&mut self, author: &str, verdict: &mut Verdict) -> Option<String> {
        let untold = match author {
            // A message that the customer sent meanwhile may stand between; it tells nobody anything.
            "customer" => None,
            // An agent's own words tell who is there; they never come in the same commit as the line does.
            "agent" => self.untold.take(),
            _ => {
                self.untold = None;
                None
            }
        };
        let silent = untold.map(|what| Silent(what).count(verdict));
        let wrong = match author {
            "customer" => {
                self.open = true;
                None
            }
            "assistant" if self.held => {
                verdict.assistant_after_take_over += 1;
                Some("the assistant speaks while an agent holds it".to_owned())
            }
            "assistant" if !self.open => {
                verdict.double_answers += 1;
                Some("the assistant answers what is answered already".to_owned())
            }
            _ => None,
        };
        if matches!(author, "assistant" | "agent") {
            self.open = false;
        }
        silent.or(wrong)
    }
}

/// A change of who speaks that the customer was not told of.
struct Silent(&'static str);

impl Silent {
    fn count(self, verdict: &mut Verdict) -> String {
        verdict.silent_handovers += 1;
        format!("{}, and the customer was not told", self.0)
    }
}

fn author(event: &Value) -> &str {
    event["message"]["author"]["kind"].as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A conversation in short: `c` customer, `a` assistant, `p` agent, `s` system, `T` taken over, `B` handed
    /// back, `R` a person is called.
    fn events(short: &str) -> Vec<Value> {
        let event = |(at, what): (usize, char)| {
            let said = |kind: &str| json!({ "seq": at + 1, "kind": "message", "message": { "author": { "kind": kind } } });
            match what {
                'c' => said("customer"),
                'a' => said("assistant"),
                'p' => said("agent"),
                's' => said("system"),
                'T' => json!({ "seq": at + 1, "kind": "taken_over" }),
                'B' => json!({ "seq": at + 1, "kind": "handed_back" }),
                _ => json!({ "seq": at + 1, "kind": "handover_requested" }),
            }
        };
        short.chars().enumerate().map(event).collect()
    }

    fn promised(short: &str) -> Promised {
        let at = |wanted| {
            let places = short.chars().enumerate().filter(move |(_, what)| *what == wanted);
            places.map(|(at, _)| at as u64 + 1).collect()
        };
        Promised { messages: at('c'), in_doubt: 0, replies: at('p') }
    }

    fn check(short: &str) -> Verdict {
        Verdict { examples: vec![], ..judge("con", &events(short), &promised(short)) }
    }

    #[test]
    fn a_conversation_in_which_every_promise_is_kept() {
        for good in [
            "",
            "ca",
            "ccaca",
            "caTscpBs",
            "cTsBsa",
            "cRaTspBsca",
            "caTscBsa",
            "cTspcBsa",
            "cRacc",
            "caTspBRs",
        ] {
            assert_eq!(check(good), Verdict::default(), "{good}");
        }
    }

    #[test]
    fn each_broken_promise_is_counted() {
        let of = |short| {
            let verdict = check(short);
            let Verdict { double_answers, silent_handovers, assistant_after_take_over, unanswered, .. } =
                verdict;
            [double_answers, silent_handovers, assistant_after_take_over, unanswered]
        };
        for (short, wrong) in [
            ("caa", [1, 0, 0, 0]),
            ("cTspBsa", [1, 0, 0, 0]),
            ("cTp", [0, 1, 0, 0]),
            ("cT", [0, 1, 0, 0]),
            ("caTBs", [0, 1, 0, 0]),
            ("cRTs", [0, 1, 0, 0]),
            ("cTsa", [0, 0, 1, 0]),
            ("cac", [0, 0, 0, 1]),
            ("cTsBs", [0, 0, 0, 1]),
        ] {
            assert_eq!(of(short), wrong, "{short}");
        }
    }

    #[test]
    fn what_was_acknowledged_is_there_once() {
        let events = events("cap");
        let lost = Promised { messages: vec![1, 4], in_doubt: 0, replies: vec![3, 9] };
        assert_eq!(judge("con", &events, &lost).lost, 2);
        let doubled = Promised { messages: vec![], in_doubt: 0, replies: vec![3] };
        assert_eq!(judge("con", &events, &doubled).doubled, 1);
        let in_doubt = Promised { messages: vec![], in_doubt: 1, replies: vec![3] };
        assert_eq!(judge("con", &events, &in_doubt).doubled, 0);
    }
}
