//! Topics: examples that tell them apart, variants with the same facts, answers as a good team writes them.

use std::collections::{BTreeSet, HashMap};

use rapport_domain::content::{Answer, Content, Response, Topic};

use crate::{
    content::{Finding, facts::facts},
    understand::lexical::words,
};

/// Below so many examples a topic is hard to tell from others.
const ENOUGH_EXAMPLES: usize = 8;
/// Share of words from which two examples of different topics are the same question.
const SAME: f32 = 0.8;

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    for topic in &content.topics {
        let file = format!("topics/{}.md", topic.id);
        examples(topic, &file, findings);
        if topic.title.trim().is_empty() {
            findings.push(Finding::error(&file, "The title is empty; customers see it as a button."));
        }
        match &topic.response {
            Response::Flow(flow) => {
                if !content.flows.iter().any(|known| known.id == *flow) {
                    let message =
                        format!("There is no flow “{flow}”. Write flows/{flow}.yaml or name another.");
                    findings.push(Finding::error(&file, message));
                }
            }
            Response::Answer(answer) => check_answer(content, answer, &file, findings),
        }
    }
    titles(content, findings);
    stolen(content, findings);
}

fn examples(topic: &Topic, file: &str, findings: &mut Vec<Finding>) {
    if topic.examples.len() < ENOUGH_EXAMPLES {
        let message = format!(
            "There are {} examples. Write {ENOUGH_EXAMPLES} or more, in the different words that customers use.",
            topic.examples.len()
        );
        findings.push(Finding::warning(file, message));
    }
    let mut seen = BTreeSet::new();
    for example in &topic.examples {
        if words(example).is_empty() {
            findings.push(Finding::error(file, format!("The example “{example}” holds no words.")));
        } else if !seen.insert(words(example).join(" ")) {
            findings.push(Finding::warning(
                file,
                format!("The example “{example}” stands twice; take one away."),
            ));
        }
    }
}

fn check_answer(content: &Content, answer: &Answer, file: &str, findings: &mut Vec<Finding>) {
    if let Some(offer) = &answer.offer
        && !content.flows.iter().any(|flow| flow.id == *offer)
    {
        findings.push(Finding::error(file, format!("The flow “{offer}” that is offered does not exist.")));
    }
    if answer.version == 0 {
        findings.push(Finding::error(file, "Versions count from 1."));
    }
    super::dates::problems(answer, file, findings);
    let ours = facts(&answer.plain);
    for (name, variant) in [("rich", &answer.rich), ("spoken", &answer.spoken)] {
        let Some(theirs) = variant.as_deref().map(facts) else { continue };
        let only_here: Vec<&str> = ours.difference(&theirs).map(String::as_str).collect();
        let only_there: Vec<&str> = theirs.difference(&ours).map(String::as_str).collect();
        if !only_here.is_empty() || !only_there.is_empty() {
            let message = format!(
                "The {name} variant has other facts than the text. Only in the text: {}; only in the {name} \
                 variant: {}. Everyone gets the same answer, so make them equal.",
                listed(&only_here),
                listed(&only_there)
            );
            findings.push(Finding::error(file, message));
        }
    }
    for text in [Some(&answer.plain), answer.spoken.as_ref()].into_iter().flatten() {
        for found in rapport_coaching::lint_answer(text) {
            findings.push(Finding::warning(file, format!("{} {}", found.message, found.suggestion)));
        }
    }
    let texts =
        [Some(&answer.plain), answer.rich.as_ref(), answer.spoken.as_ref(), answer.next_step.as_ref()];
    let open = texts.into_iter().flatten().find_map(|text| crate::placeholder::names(text).first().copied());
    if let Some(name) = open {
        let message =
            format!("Nobody fills {{{name}}}: an answer is the same for everyone. A flow can say it.");
        findings.push(Finding::error(file, message));
    }
}

fn listed(facts: &[&str]) -> String {
    if facts.is_empty() { "nothing".to_owned() } else { facts.join(", ") }
}

/// Two topics with one title could not be told apart when the assistant asks which is meant.
fn titles(content: &Content, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<String, &Topic> = HashMap::new();
    for topic in &content.topics {
        if let Some(other) = seen.insert(topic.title.trim().to_lowercase(), topic) {
            let message =
                format!("“{}” is also the title of “{}”. Give one another title.", topic.title, other.id);
            findings.push(Finding::error(format!("topics/{}.md", topic.id), message));
        }
    }
}

/// Examples that stand in two topics, word for word or nearly. Two that share enough words share one of their rarest,
/// so only these are looked up (prefix filtering: Chaudhuri, Ganti and Kaushik, 2006).
fn stolen(content: &Content, findings: &mut Vec<Finding>) {
    let examples =
        content.topics.iter().flat_map(|topic| topic.examples.iter().map(move |text| (topic, text)));
    let all: Vec<(&Topic, &str, BTreeSet<String>)> =
        examples.map(|(topic, text)| (topic, text.as_str(), words(text).into_iter().collect())).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    all.iter().flat_map(|(_, _, set)| set).for_each(|word| *frequency.entry(word.as_str()).or_default() += 1);
    let mut by_rare_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (topic, example, set)) in all.iter().enumerate() {
        let mut rarest: Vec<&str> = set.iter().map(String::as_str).collect();
        rarest.sort_by_key(|word| (frequency[word], *word));
        rarest.truncate(rarest.len() + 1 - least_shared(rarest.len()));
        let others: BTreeSet<usize> =
            rarest.iter().flat_map(|word| by_rare_word.get(word)).flatten().copied().collect();
        let same = others.into_iter().filter(|other| all[*other].0.id != topic.id);
        let same = same.map(|other| (other, alike(set, &all[other].2))).filter(|(_, share)| *share >= SAME);
        // Of equals the first.
        let most = same.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        rarest.into_iter().for_each(|word| by_rare_word.entry(word).or_default().push(at));
        let Some((other, share)) = most else { continue };
        let file = format!("topics/{}.md", topic.id);
        let (theirs, text, _) = &all[other];
        let message =
            format!("“{example}” is nearly “{text}” of the topic “{}”. Keep it in one of them.", theirs.id);
        findings.push(if share > 0.999 {
            Finding::error(file, message)
        } else {
            Finding::warning(file, message)
        });
    }
}

/// So many of its words an example of `count` words shares at least with one that is the same question.
fn least_shared(count: usize) -> usize {
    // In whole numbers, as SAME is 4 in 5.
    (count * 4).div_ceil(5)
}

/// Share of all their words that two examples have in common.
fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let number = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    let common = a.intersection(b).count();
    number(common) / number((a.len() + b.len() - common).max(1))
}
