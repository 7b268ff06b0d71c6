//! Compares what came back with what was expected.

use rapport_domain::why::Why;

use super::{About, Expectation, Failure, Heard};

/// What was expected of a turn and did not come.
pub(super) fn judge(turn: usize, expect: &Expectation, heard: &Heard) -> Vec<Failure> {
    let mut failures = Vec::new();
    let why = heard.why.as_ref();
    let about = about(expect, why);
    let mut miss = |expected: String, came: String| {
        failures.push(Failure { turn, expected, came, about: about.clone() });
    };
    let or_none = |found: Option<String>| found.unwrap_or_else(|| "none".to_owned());
    if let Some(topic) = &expect.topic {
        let came = why.and_then(|why| why.topic.as_ref());
        if came != Some(topic) {
            let notes = why.map(|why| why.notes.join(" ")).unwrap_or_default();
            miss(
                format!("topic: {topic}"),
                format!("topic: {} ({notes})", or_none(came.map(ToString::to_string))),
            );
        }
    }
    let spoke = why.and_then(|why| why.flow.as_ref());
    if let Some(flow) = &expect.flow
        && spoke.map(|(flow, _)| flow) != Some(flow)
    {
        miss(format!("flow: {flow}"), format!("flow: {}", or_none(spoke.map(|(flow, _)| flow.to_string()))));
    }
    if let Some(step) = &expect.step
        && spoke.map(|(_, step)| step) != Some(step)
    {
        miss(format!("step: {step}"), format!("step: {}", or_none(spoke.map(|(_, step)| step.to_string()))));
    }
    if let Some(decision) = expect.decision {
        let came = why.map(|why| why.decision);
        if came != Some(decision) {
            let named = |kind| serde_json::to_string(&kind).unwrap_or_default().replace('"', "");
            miss(format!("decision: {}", named(decision)), format!("decision: {}", or_none(came.map(named))));
        }
    }
    if let Some(handover) = expect.handover
        && handover != heard.person_awaited
    {
        miss(format!("handover: {handover}"), format!("handover: {}", heard.person_awaited));
    }
    if let Some(acts) = &expect.acts
        && *acts != heard.acts
    {
        let listed = |acts: &[rapport_domain::ActionId]| {
            acts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        miss(format!("acts: [{}]", listed(acts)), format!("acts: [{}]", listed(&heard.acts)));
    }
    let said = heard.text.as_deref().unwrap_or("");
    for text in expect.says.iter().filter(|text| !said.contains(text.as_str())) {
        miss(format!("says: “{text}”"), format!("“{said}”"));
    }
    for text in expect.never_says.iter().filter(|text| holds(said, text)) {
        miss(format!("never says: “{text}”"), format!("“{said}”"));
    }
    failures
}

/// Where to look first: what should have spoken, else what did.
fn about(expect: &Expectation, why: Option<&Why>) -> Option<About> {
    let spoke = |why: &Why| {
        let flow = why.flow.as_ref().map(|(flow, _)| About::Flow(flow.clone()));
        flow.or_else(|| why.topic.clone().map(About::Topic))
    };
    let expected = expect.flow.clone().map(About::Flow).or_else(|| expect.topic.clone().map(About::Topic));
    expected.or_else(|| why.and_then(spoke))
}

/// Whether `said` holds `text`. Written in small letters alone it is found in capitals too.
fn holds(said: &str, text: &str) -> bool {
    let any_case = text.chars().all(|c| !c.is_uppercase());
    if any_case { said.to_lowercase().contains(text) } else { said.contains(text) }
}
