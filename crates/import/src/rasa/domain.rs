//! The domain: what is said, which forms ask for what, which slots there are.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use crate::{
    decode::Decoded,
    gathered::{Gathered, Place},
    names::shortened,
    prose::prose,
};

/// Buttons below one response, at most. What each leads to is copied.
const MAX_BUTTONS: usize = 50;

/// What the domain's files hold together.
#[derive(Default)]
pub(super) struct Domain {
    pub responses: BTreeMap<String, Said>,
    pub forms: BTreeMap<String, Form>,
    pub slots: BTreeMap<String, Slot>,
    pub intents: BTreeSet<String>,
    pub actions: BTreeMap<String, (String, Option<usize>)>,
}

/// A response.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub file: String,
    pub line: Option<usize>,
    pub plain: String,
    pub rich: Option<String>,
    pub spoken: Option<String>,
    pub buttons: Vec<Button>,
}

/// A button below a response.
#[derive(Debug, Clone)]
pub(super) struct Button {
    pub title: String,
    pub payload: String,
}

/// A form: the slots that it asks for, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub file: String,
    pub line: Option<usize>,
    pub slots: Vec<String>,
}

/// A slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    pub kind: String,
    pub values: Vec<String>,
}

/// The slots that forms ask for, alone and with the form.
#[derive(Default)]
pub(super) struct Asked<'a> {
    slots: BTreeSet<&'a str>,
    of_forms: BTreeSet<(&'a str, &'a str)>,
}

impl Asked<'_> {
    /// Whether a response is the question of a slot: `utter_ask_SLOT`, `utter_ask_FORM_SLOT`, `utter_wrong_SLOT`.
    pub(super) fn by(&self, response: &str) -> bool {
        if let Some(slot) = response.strip_prefix("utter_wrong_") {
            return self.slots.contains(slot);
        }
        let Some(asked) = response.strip_prefix("utter_ask_") else { return false };
        let is_parted = |(at, _): (usize, &str)| self.of_forms.contains(&(&asked[..at], &asked[at + 1..]));
        self.slots.contains(asked) || asked.match_indices('_').any(is_parted)
    }
}

impl Domain {
    pub(super) fn response(&self, action: &str) -> Option<&Said> {
        self.responses.get(action)
    }

    /// The slots that forms ask for.
    pub(super) fn asked(&self) -> Asked<'_> {
        let mut all = Asked::default();
        for (form, asked) in &self.forms {
            all.slots.extend(asked.slots.iter().map(String::as_str));
            all.of_forms.extend(asked.slots.iter().map(|slot| (form.as_str(), slot.as_str())));
        }
        all
    }

    pub(super) fn responses(&mut self, file: &Decoded, part: &Value, gathered: &mut Gathered) {
        for (name, variants) in part.as_mapping().into_iter().flatten() {
            let Some(name) = name.as_str() else { continue };
            let line = file.line_of(name);
            let place = (file.path.as_str(), line, name);
            let variants: Vec<&Value> = match variants {
                Value::Sequence(variants) => variants.iter().collect(),
                Value::Null => Vec::new(),
                one => vec![one],
            };
            let said = said(&variants, place, gathered);
            if said.plain.is_empty() && said.buttons.is_empty() {
                gathered.todo(
                    place,
                    "It has no text that is said on every channel, so it was not taken.",
                    "Write its text where it is needed.",
                );
                continue;
            }
            if self.responses.contains_key(name) {
                gathered.todo(
                    place,
                    &format!(
                        "It stands in the project twice; this text was not taken: {}",
                        shortened(&said.plain, 300)
                    ),
                    "Decide which of the two customers should hear.",
                );
                continue;
            }
            self.responses.insert(name.to_owned(), said);
        }
    }

    pub(super) fn forms(&mut self, file: &Decoded, part: &Value) {
        for (name, form) in part.as_mapping().into_iter().flatten() {
            let Some(name) = name.as_str() else { continue };
            // Format 3 and late 2: required_slots is a list, or a map; early 2: the form itself is the map.
            let required = form.get("required_slots").unwrap_or(form);
            let slots = match required {
                Value::Sequence(slots) => slots.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::Mapping(slots) => slots
                    .keys()
                    .filter_map(Value::as_str)
                    .filter(|key| *key != "ignored_intents")
                    .map(str::to_owned)
                    .collect(),
                _ => Vec::new(),
            };
            let found = Form { file: file.path.clone(), line: file.line_of(name), slots };
            self.forms.entry(name.to_owned()).or_insert(found);
        }
        for name in part.as_sequence().into_iter().flatten().filter_map(Value::as_str) {
            let found = Form { file: file.path.clone(), line: file.line_of(name), slots: Vec::new() };
            self.forms.entry(name.to_owned()).or_insert(found);
        }
    }

    pub(super) fn slots(&mut self, part: &Value) {
        for (name, slot) in part.as_mapping().into_iter().flatten() {
            let Some(name) = name.as_str() else { continue };
            let kind = slot.get("type").and_then(Value::as_str).unwrap_or("text").to_owned();
            let values = slot.get("values").and_then(Value::as_sequence).into_iter().flatten();
            let values = values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
            self.slots.entry(name.to_owned()).or_insert(Slot { kind, values });
        }
    }

    pub(super) fn intents(&mut self, part: &Value) {
        for intent in part.as_sequence().into_iter().flatten() {
            let keyed = intent.as_mapping().and_then(|map| map.keys().next()).and_then(Value::as_str);
            self.intents.extend(intent.as_str().or(keyed).map(str::to_owned));
        }
    }

    pub(super) fn actions(&mut self, file: &Decoded, part: &Value) {
        for action in part.as_sequence().into_iter().flatten() {
            let keyed = action.as_mapping().and_then(|map| map.keys().next()).and_then(Value::as_str);
            if let Some(name) = action.as_str().or(keyed) {
                let place = || (file.path.clone(), file.line_of(name));
                self.actions.entry(name.to_owned()).or_insert_with(place);
            }
        }
    }
}

/// One text of a response's variants; the others are reported with their words.
fn said(variants: &[&Value], place: Place<'_>, gathered: &mut Gathered) -> Said {
    let mut said = Said { file: place.0.to_owned(), line: place.1, ..Said::default() };
    let mut taken = false;
    for variant in variants {
        let text =
            variant.as_str().or_else(|| variant.get("text").and_then(Value::as_str)).unwrap_or("").trim();
        let shown = shortened(text, 300);
        if variant.get("custom").is_some() {
            gathered.todo(
                place,
                "It sends something that only one channel understands (custom), which was not taken.",
                "Say it in words.",
            );
            if text.is_empty() {
                continue;
            }
        }
        if variant.get("condition").is_some() {
            gathered.todo(
                place,
                &format!("A text that is said under a condition only was not taken: {shown}"),
                "Make it a branch of a flow, if it is needed.",
            );
            continue;
        }
        if let Some(channel) = variant.get("channel").and_then(Value::as_str) {
            if is_voice(channel) && said.spoken.is_none() {
                said.spoken = Some(text.to_owned());
            } else {
                gathered.told(place, &format!("The text for the channel {channel} was not taken: {shown}"));
            }
            continue;
        }
        let (links, buttons): (Vec<Button>, Vec<Button>) =
            buttons(variant).into_iter().partition(|button| button.payload.starts_with("http"));
        if text.is_empty() && buttons.is_empty() {
            continue;
        }
        if taken {
            gathered.told(place, &format!("Rasa chose among several texts by chance; everybody gets the first now. Not taken: {shown}"));
            continue;
        }
        taken = true;
        said.buttons = buttons;
        if said.buttons.len() > MAX_BUTTONS {
            let what =
                format!("Only the first {MAX_BUTTONS} of its {} buttons were taken.", said.buttons.len());
            gathered.todo(place, &what, "Nobody chooses among so many; ask for it instead.");
            said.buttons.truncate(MAX_BUTTONS);
        }
        take_text(&mut said, variant, (text, links.as_slice()), place, gathered);
    }
    said
}

/// Text, picture and links of the variant that everybody gets.
fn take_text(
    said: &mut Said,
    variant: &Value,
    (text, links): (&str, &[Button]),
    place: Place<'_>,
    gathered: &mut Gathered,
) {
    let picture = variant.get("image").and_then(Value::as_str).map(|image| format!("![]({image})"));
    let links = links.iter().map(|link| format!("[{}]({})", link.title, link.payload));
    let markdown = std::iter::once(text.to_owned()).chain(picture).chain(links).collect::<Vec<_>>();
    let read = prose(&markdown.join("\n\n"), None);
    for what in &read.changed {
        gathered.told(place, what);
    }
    said.plain = read.answer.plain;
    said.rich = read.answer.rich;
    if let Some(attachment) = variant.get("attachment") {
        let address = attachment.as_str().unwrap_or("a file");
        gathered.todo(
            place,
            &format!("Its attachment was not taken: {address}"),
            "Put a link into the text.",
        );
    }
}

fn is_voice(channel: &str) -> bool {
    let channel = channel.to_lowercase();
    ["voice", "phone", "audiocodes", "alexa", "vonage"].iter().any(|name| channel.contains(name))
}

fn buttons(variant: &Value) -> Vec<Button> {
    let all =
        ["buttons", "quick_replies"].into_iter().filter_map(|key| variant.get(key)?.as_sequence()).flatten();
    let button = |button: &Value| {
        let text = |key| button.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Button {
            title: text("title")?,
            payload: text("payload").or_else(|| text("url")).unwrap_or_default(),
        })
    };
    all.filter_map(button).collect()
}
