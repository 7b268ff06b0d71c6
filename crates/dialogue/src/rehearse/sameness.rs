//! The same need in other words: what becomes of the paraphrases under a release, against the one in force and
//! against what the company demands.

use std::collections::BTreeMap;

use rapport_domain::{TopicId, content::SamenessBar};
use serde::Serialize;

use super::{Outcome, Paraphrase, Verdict};

/// The bar counts from so many paraphrases on: below, one of them is a share of its own.
pub const FEWEST: usize = 20;

/// What became of the paraphrases, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// How many were asked.
    pub asked: usize,
    /// The right answer at once.
    pub right: usize,
    /// Asked back, and the right one is among the choices.
    pub offered_right: usize,
    /// Not known, said honestly.
    pub unknown: usize,
    /// Asked back, and the right one is not there.
    pub offered_wrong: usize,
    /// Another topic's answer.
    pub wrong: usize,
}

/// What the paraphrases say of a release.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sameness {
    /// What became of them.
    pub shares: Shares,
    /// What becomes of the same in the release in force, where there is one.
    pub live: Option<Shares>,
    /// What the company demands.
    pub bar: SamenessBar,
    /// The demands that are not met, each as a plain sentence.
    pub below: Vec<String>,
    /// Topics of which some paraphrase fares worse than in the release in force.
    pub worse: Vec<WorseTopic>,
    /// The paraphrases that get another topic's answer.
    pub wrong: Vec<AskedPhrase>,
    /// The paraphrases whose answer is not the approved one on every channel.
    pub other_facts: Vec<AskedPhrase>,
}

/// A topic of which some paraphrase fares worse than before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorseTopic {
    /// The topic.
    pub topic: TopicId,
    /// The paraphrases that flipped.
    pub phrases: Vec<AskedPhrase>,
}

/// A paraphrase and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedPhrase {
    /// What the customer writes.
    pub text: String,
    /// The topic that it is meant for.
    pub topic: TopicId,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The topic that speaks instead, if one does.
    pub came: Option<TopicId>,
    /// What becomes of it in the release in force.
    pub before: Option<Verdict>,
}

impl Shares {
    fn of<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Self {
        let mut shares = Self::default();
        for verdict in verdicts {
            shares.asked += 1;
            *match verdict {
                Verdict::Right => &mut shares.right,
                Verdict::OfferedRight => &mut shares.offered_right,
                Verdict::Unknown => &mut shares.unknown,
                Verdict::OfferedWrong => &mut shares.offered_wrong,
                Verdict::Wrong => &mut shares.wrong,
            } += 1;
        }
        shares
    }
}

/// Compares what became of `phrases`, of which `now` and `live` hold one outcome each, in their order; `live` holds none
/// where the release in force does not know the topic.
pub fn sameness(
    phrases: &[Paraphrase],
    now: &[Outcome],
    live: Option<&[Option<Outcome>]>,
    bar: SamenessBar,
) -> Sameness {
    let mut asked = Vec::with_capacity(now.len());
    for (at, (phrase, outcome)) in phrases.iter().zip(now).enumerate() {
        let Some(topic) = phrase.topics.first() else { continue };
        asked.push(AskedPhrase {
            text: phrase.text.clone(),
            topic: topic.clone(),
            verdict: outcome.verdict,
            came: outcome.topic.clone().filter(|came| came != topic),
            before: live.and_then(|live| live.get(at)?.as_ref()).map(|live| live.verdict),
        });
    }
    let other_facts = now.iter().zip(&asked).filter(|(outcome, _)| outcome.same_facts == Some(false));
    let other_facts: Vec<AskedPhrase> = other_facts.map(|(_, phrase)| phrase.clone()).collect();
    let shares = Shares::of(asked.iter().map(|phrase| &phrase.verdict));
    let mut below = below(shares, bar);
    if !other_facts.is_empty() {
        below.push(format!(
            "{} do not get the approved answer word for word on every channel.",
            counted(other_facts.len())
        ));
    }
    Sameness {
        shares,
        live: live.map(|live| Shares::of(live.iter().flatten().map(|outcome| &outcome.verdict))),
        bar,
        below,
        worse: worse(&asked),
        wrong: asked.iter().filter(|phrase| phrase.verdict == Verdict::Wrong).cloned().collect(),
        other_facts,
    }
}

/// The demands that are not met.
fn below(shares: Shares, bar: SamenessBar) -> Vec<String> {
    if shares.asked < FEWEST {
        return Vec::new();
    }
    let share = |count: usize| share(count, shares.asked);
    let reached = shares.right + shares.offered_right;
    let mut below = Vec::new();
    if share(shares.right) < bar.right_at_least {
        below.push(format!(
            "{} of {} paraphrases get the right answer at once; {} are demanded.",
            shares.right,
            shares.asked,
            percent(bar.right_at_least)
        ));
    }
    if share(reached) < bar.reached_at_least {
        below.push(format!(
            "{reached} of {} paraphrases get the right answer at once or among the choices; {} are demanded.",
            shares.asked,
            percent(bar.reached_at_least)
        ));
    }
    if share(shares.wrong) > bar.wrong_at_most {
        below.push(format!(
            "{} of {} paraphrases get another topic's answer; {} are allowed.",
            shares.wrong,
            shares.asked,
            percent(bar.wrong_at_most)
        ));
    }
    below
}

fn worse(asked: &[AskedPhrase]) -> Vec<WorseTopic> {
    let mut topics: BTreeMap<&TopicId, Vec<AskedPhrase>> = BTreeMap::new();
    let flipped = asked.iter().filter(|phrase| phrase.before.is_some_and(|before| before < phrase.verdict));
    for phrase in flipped {
        topics.entry(&phrase.topic).or_default().push(phrase.clone());
    }
    topics.into_iter().map(|(topic, phrases)| WorseTopic { topic: topic.clone(), phrases }).collect()
}

fn counted(count: usize) -> String {
    if count == 1 { "One paraphrase".to_owned() } else { format!("{count} paraphrases") }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
fn share(count: usize, of: usize) -> f32 {
    count as f32 / of.max(1) as f32
}

fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(count: usize) -> Vec<Paraphrase> {
        let phrase = |at: usize| Paraphrase {
            id: format!("hours/{at}"),
            text: format!("open at {at}?"),
            topics: vec!["hours".parse().unwrap()],
            also: vec![],
        };
        (0..count).map(phrase).collect()
    }

    fn outcomes(verdicts: &[Verdict]) -> Vec<Outcome> {
        let outcome = |verdict: &Verdict| Outcome {
            id: String::new(),
            verdict: *verdict,
            topic: (*verdict == Verdict::Wrong).then(|| "stores".parse().unwrap()),
            confidence: None,
            nearest: vec![],
            in_scope: 1.0,
            second_met: None,
            same_facts: None,
        };
        verdicts.iter().map(outcome).collect()
    }

    #[test]
    fn a_topic_that_got_worse_is_named_with_the_phrases_that_flipped() {
        let before = outcomes(&[Verdict::Right, Verdict::Wrong, Verdict::Unknown]);
        let before: Vec<_> = before.into_iter().map(Some).collect();
        let now = outcomes(&[Verdict::Wrong, Verdict::Right, Verdict::Unknown]);
        let found = sameness(&phrases(3), &now, Some(&before), SamenessBar::default());
        assert_eq!(found.worse.len(), 1);
        let flipped = &found.worse[0].phrases;
        assert_eq!((flipped.len(), flipped[0].text.as_str()), (1, "open at 0?"));
        assert_eq!(flipped[0].came, Some("stores".parse().unwrap()));
        assert_eq!(found.below, Vec::<String>::new(), "three paraphrases are no share");
    }

    #[test]
    fn what_the_company_demands_is_held_against_the_shares() {
        let bar = SamenessBar { right_at_least: 0.6, reached_at_least: 0.7, wrong_at_most: 0.1 };
        let of = |right: usize, wrong: usize| {
            let verdict = |at: usize| {
                if at < right {
                    Verdict::Right
                } else if at < right + wrong {
                    Verdict::Wrong
                } else {
                    Verdict::Unknown
                }
            };
            let verdicts: Vec<_> = (0..20).map(verdict).collect();
            sameness(&phrases(20), &outcomes(&verdicts), None, bar).below
        };
        assert_eq!(of(14, 2), Vec::<String>::new());
        assert_eq!(of(13, 0).len(), 1, "reached");
        let all = of(11, 9);
        assert_eq!(all.len(), 3, "{all:?}");
        assert!(all[2].contains("9 of 20") && all[2].contains("10 %"), "{all:?}");
        let mut now = outcomes(&[Verdict::Right]);
        now[0].same_facts = Some(false);
        assert_eq!(sameness(&phrases(1), &now, None, bar).below.len(), 1, "facts count from the first on");
    }
}
