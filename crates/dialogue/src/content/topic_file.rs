//! A topic's file: YAML between `---` lines, then the answer's text and its variants.

use rapport_domain::{
    FlowId, TopicId,
    content::{Answer, Audience, Impact, Response, Topic, Validity},
    help_centre::TopicHelp,
};
use serde::{Deserialize, Serialize};

use super::{Finding, load::unreadable};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: TopicId,
    title: String,
    owner: String,
    examples: Vec<String>,
    #[serde(default, skip_serializing_if = "is_empty")]
    impact: Impact,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerHead>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flow: Option<FlowId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    safety: bool,
    #[serde(default, skip_serializing_if = "TopicHelp::is_empty")]
    help: TopicHelp,
}

fn is_empty(impact: &Impact) -> bool {
    *impact == Impact::default()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerHead {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offer: Option<FlowId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sources: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_step: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    #[serde(default, skip_serializing_if = "Audience::is_all")]
    audience: Audience,
}

/// The file of a topic, below the content folder.
pub fn path(topic: &TopicId) -> String {
    format!("topics/{topic}.md")
}

/// Reads a topic's file.
///
/// # Errors
/// What cannot be read, at its line, and what to do.
pub fn read(path: &str, text: &str) -> Result<Topic, Finding> {
    let text = text.replace("\r\n", "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let parted = text.strip_prefix("---\n").and_then(|rest| {
        rest.split_once("\n---\n").or_else(|| rest.strip_suffix("\n---").map(|head| (head, "")))
    });
    let Some((head_text, body)) = parted else {
        let message = "A topic begins with a line ---, then id, title, owner and examples, then a line ---.";
        return Err(Finding::error(path, message).at(Some(1)));
    };
    let head: Head = serde_norway::from_str(head_text).map_err(|error| unreadable(path, &error, 1))?;
    let body_line = head_text.lines().count() + 3;
    let variants = variants(path, body, body_line)?;
    let response = match (head.answer, head.flow) {
        (Some(answer), None) if variants.plain.is_empty() => {
            let message = format!(
                "Version {} of the answer has no text. Write it below the second ---.",
                answer.version
            );
            return Err(Finding::error(path, message).at(Some(body_line)));
        }
        (Some(answer), None) => Response::Answer(Answer {
            version: answer.version,
            plain: variants.plain,
            rich: variants.rich,
            spoken: variants.spoken,
            next_step: answer.next_step,
            offer: answer.offer,
            sources: answer.sources,
            validity: Validity {
                from: answer.valid_from,
                until: answer.valid_until,
                audience: answer.audience,
            },
        }),
        (None, Some(flow)) if variants.plain.is_empty() => Response::Flow(flow),
        (None, Some(_)) => {
            let message =
                "The topic leads to a flow, so it has no text of its own. Take the text away, or the flow.";
            return Err(Finding::error(path, message).at(Some(body_line)));
        }
        _ => {
            return Err(Finding::error(path, "A topic has either an answer or a flow; give it one of them."));
        }
    };
    Ok(Topic {
        id: head.id,
        title: head.title,
        examples: head.examples,
        impact: head.impact,
        response,
        owner: head.owner,
        safety: head.safety,
        help: head.help,
    })
}

#[derive(Default)]
struct Variants {
    plain: String,
    rich: Option<String>,
    spoken: Option<String>,
}

fn variants(path: &str, body: &str, first_line: usize) -> Result<Variants, Finding> {
    let mut variants = Variants::default();
    let mut current: Option<&str> = None;
    let mut lines: Vec<&str> = Vec::new();
    let mut keep = |heading: Option<&str>, lines: &mut Vec<&str>| {
        let text = lines.join("\n").trim().to_owned();
        lines.clear();
        match heading {
            None => variants.plain = text,
            Some("Rich") => variants.rich = Some(text).filter(|text| !text.is_empty()),
            Some(_) => variants.spoken = Some(text).filter(|text| !text.is_empty()),
        }
    };
    for (at, line) in body.lines().enumerate() {
        // Deeper headings belong to the Markdown of the rich variant.
        let Some(heading) = line.strip_prefix("## ").map(str::trim) else {
            lines.push(line);
            continue;
        };
        if !matches!(heading, "Rich" | "Spoken") {
            let message = format!(
                "“## {heading}” is no variant. Variants are ## Rich and ## Spoken; use ### inside them."
            );
            return Err(Finding::error(path, message).at(Some(first_line + at)));
        }
        keep(current, &mut lines);
        current = Some(heading);
    }
    keep(current, &mut lines);
    Ok(variants)
}

/// A topic as a file can hold it: ends trimmed, empty entries and fields left out, lines ended alike.
pub fn tidied(topic: Topic) -> Topic {
    let tidy = |text: String| text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    let field = |text: Option<String>| text.map(tidy).filter(|text| !text.is_empty());
    let list = |all: Vec<String>| all.into_iter().map(tidy).filter(|text| !text.is_empty()).collect();
    let Impact { happened, cannot, without } = topic.impact;
    Topic {
        id: topic.id,
        title: tidy(topic.title),
        examples: list(topic.examples),
        impact: Impact { happened: field(happened), cannot: field(cannot), without: field(without) },
        response: match topic.response {
            Response::Answer(answer) => Response::Answer(Answer {
                version: answer.version,
                plain: tidy(answer.plain),
                rich: field(answer.rich),
                spoken: field(answer.spoken),
                next_step: field(answer.next_step),
                offer: answer.offer,
                sources: list(answer.sources),
                validity: Validity {
                    from: field(answer.validity.from),
                    until: field(answer.validity.until),
                    audience: answer.validity.audience,
                },
            }),
            flow @ Response::Flow(_) => flow,
        },
        owner: tidy(topic.owner),
        safety: topic.safety,
        help: TopicHelp { title: field(topic.help.title), text: field(topic.help.text), ..topic.help },
    }
}

/// Writes a topic's file. [`read`] gives the same topic back, if it is [`tidied`] and no line of its texts
/// begins with `## `, which marks variants.
pub fn write(topic: &Topic) -> String {
    let (answer, flow) = match &topic.response {
        Response::Answer(answer) => (Some(answer), None),
        Response::Flow(flow) => (None, Some(flow.clone())),
    };
    let head = Head {
        id: topic.id.clone(),
        title: topic.title.clone(),
        owner: topic.owner.clone(),
        examples: topic.examples.clone(),
        impact: topic.impact.clone(),
        answer: answer.map(|answer| AnswerHead {
            version: answer.version,
            offer: answer.offer.clone(),
            sources: answer.sources.clone(),
            next_step: answer.next_step.clone(),
            valid_from: answer.validity.from.clone(),
            valid_until: answer.validity.until.clone(),
            audience: answer.validity.audience,
        }),
        flow,
        safety: topic.safety,
        help: topic.help.clone(),
    };
    let mut text = format!("---\n{}---\n", super::export::yaml(&head));
    if let Some(answer) = answer {
        text.push_str(&format!("{}\n", answer.plain));
        for (heading, variant) in [("Rich", &answer.rich), ("Spoken", &answer.spoken)] {
            if let Some(variant) = variant {
                text.push_str(&format!("\n## {heading}\n{variant}\n"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What people type, and all that means something to YAML or to our own format.
    fn text() -> impl Strategy<Value = String> {
        "([a-zA-Zäß€😀 0-9]|[-:#'\"|>%@`{}\\[\\]&*!?~,.\\\\/=]|: |\n|\n---\n|\t|yes|null|1e3|0x1f| # |### ){1,40}"
    }

    fn optional() -> impl Strategy<Value = Option<String>> {
        proptest::option::of(text())
    }

    fn answer() -> impl Strategy<Value = Response> {
        let texts = (text(), optional(), optional(), optional());
        let offer = proptest::option::of(Just("return-an-item".parse().unwrap()));
        let audience = prop_oneof![Just(Audience::All), Just(Audience::SignedIn)];
        let validity = (optional(), optional(), audience).prop_map(|(from, until, audience)| Validity {
            from,
            until,
            audience,
        });
        let rest = (1..50_u32, offer, proptest::collection::vec(text(), 0..3), validity);
        (texts, rest).prop_map(|((plain, rich, spoken, next_step), (version, offer, sources, validity))| {
            // A plain text is required, so it never becomes empty by tidying.
            let plain = format!("It is {plain}");
            Response::Answer(Answer { version, plain, rich, spoken, next_step, offer, sources, validity })
        })
    }

    prop_compose! {
        fn topic()(
            title in text(), owner in text(), safety in any::<bool>(),
            examples in proptest::collection::vec(text(), 0..6),
            (happened, cannot, without) in (optional(), optional(), optional()),
            response in prop_oneof![answer(), Just(Response::Flow("where-is-my-order".parse().unwrap()))],
            help in (optional(), proptest::option::of(Just("orders".parse().unwrap())), any::<bool>(), optional()),
        ) -> Topic {
            let impact = Impact { happened, cannot, without };
            let help = TopicHelp { title: help.0, category: help.1, hidden: help.2, text: help.3 };
            let id = "delivery-cost".parse().unwrap();
            tidied(Topic { id, title, examples, impact, response, owner, safety, help })
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_the_same_topic(topic in topic()) {
            let written = write(&topic);
            let back = read("topics/delivery-cost.md", &written);
            prop_assert_eq!(back.as_ref(), Ok(&topic), "{}", written);
            prop_assert_eq!(tidied(topic.clone()), topic);
        }
    }

    #[test]
    fn every_topic_of_the_demo_is_written_and_read_without_loss() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/demo/topics");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let topic = read("topics/x.md", &text).unwrap();
            assert_eq!(read("topics/x.md", &write(&topic)).unwrap(), topic);
            assert_eq!(tidied(topic.clone()), topic);
            seen += 1;
        }
        assert!(seen > 100, "{seen}");
    }
}
