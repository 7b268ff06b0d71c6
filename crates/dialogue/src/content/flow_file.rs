//! A flow's file: read alone, and written over the text that stands there, so that remarks in it stay.

use std::collections::BTreeMap;

use rapport_domain::content::Flow;

use super::{export::yaml, load};

/// Where a flow stands among the files.
pub fn path(id: &rapport_domain::FlowId) -> String {
    format!("flows/{id}.yaml")
}

/// Reads a flow's file.
///
/// # Errors
/// Everything that cannot be read, step by step.
pub fn read(path: &str, text: &str) -> Result<Flow, Vec<super::Finding>> {
    load::read_flow(path, text)
}

/// A flow's file. Remarks (`# …`) that stand on lines of their own in `old` stay above what they stood above;
/// those of a step that is gone go with it.
pub fn write(flow: &Flow, old: Option<&str>) -> String {
    let fresh = yaml(flow);
    let Some(old) = old.filter(|old| old.contains('#')) else { return fresh };
    let mut remarks = Remarks::of(old).of_place;
    let mut text = String::with_capacity(fresh.len() + old.len() / 4);
    for line in fresh.lines() {
        let place = place_of(line);
        for remark in place.and_then(|place| remarks.remove(&place)).unwrap_or_default() {
            text.push_str(&remark);
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    for remark in remarks.remove(&Place::End).unwrap_or_default() {
        text.push_str(&remark);
        text.push('\n');
    }
    text
}

/// Whether `text` holds remarks behind something, which [`write`] cannot keep.
pub fn loses_remarks(text: &str) -> bool {
    text.contains('#') && Remarks::of(text).behind
}

/// What a remark stands above.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A key of the flow itself.
    Key(String),
    /// A step.
    Step(String),
    /// Nothing: the end of the file.
    End,
}

#[derive(Debug, Default)]
struct Remarks {
    of_place: BTreeMap<Place, Vec<String>>,
    /// Whether one stands behind something in its line.
    behind: bool,
}

impl Remarks {
    fn of(text: &str) -> Self {
        let mut remarks = Self::default();
        let mut waiting: Vec<String> = Vec::new();
        let mut step: Option<Place> = None;
        // Deeper than this is the text of a block, whatever it looks like.
        let mut block: Option<usize> = None;
        for line in text.lines() {
            let indent = line.len() - line.trim_start().len();
            if block.is_some_and(|block| line.trim().is_empty() || indent > block) {
                continue;
            }
            block = None;
            let trimmed = line.trim();
            if trimmed.starts_with('#') {
                waiting.push(trimmed.to_owned());
                continue;
            }
            if let Some(place) = place_of(line) {
                // What stands within a step belongs to it; the next remark stands above the next.
                remarks.of_place.entry(place.clone()).or_default().append(&mut waiting);
                step = Some(place);
            } else if let Some(step) = step.as_ref().filter(|_| !trimmed.is_empty()) {
                remarks.of_place.entry(step.clone()).or_default().append(&mut waiting);
            }
            remarks.behind |= has_remark_behind(line);
            let opens = trimmed.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
            if opens.ends_with(": |") || opens.ends_with(": >") {
                block = Some(indent);
            }
        }
        remarks.of_place.insert(Place::End, waiting);
        remarks
    }
}

/// What begins with a line: a key of the flow, or a step.
fn place_of(line: &str) -> Option<Place> {
    let trimmed = line.trim_start();
    let item = trimmed.strip_prefix("- ").map(|item| item.trim_start_matches(['{', ' ']));
    if let Some(id) = item.and_then(|item| item.strip_prefix("id:")) {
        let id = id.split([',', '#']).next().unwrap_or(id).trim().trim_matches(['"', '\'']);
        return Some(Place::Step(id.to_owned()));
    }
    let key = line
        .split(':')
        .next()
        .filter(|key| matches!(*key, "id" | "title" | "offer" | "silence" | "steps"))?;
    Some(Place::Key(key.to_owned()))
}

/// Whether a line holds a remark behind something else, outside quotes.
fn has_remark_behind(line: &str) -> bool {
    let mut quote: Option<char> = None;
    let mut before = ' ';
    let mut last_mark = ':';
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && matches!(last_mark, ':' | '[' | '{' | ',' | '-') => {
                quote = Some(c)
            }
            None if c == '#' && before == ' ' => return true,
            None => {}
        }
        if c != ' ' {
            last_mark = c;
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: &str = "\
# Owned by care.
id: ask
title: asking
offer: \"Shall I ask #1?\"
steps:
  # First of all.
  - id: first
    ask:
      slot: number
      # Six digits.
      type: order_number
      text: |
        # 1 is a good number.
        Which one?
      retry: Once more?
  - { id: end, end: {} }
  # Nothing follows.
";

    #[test]
    fn remarks_stay_where_they_stood() {
        let flow = read("flows/ask.yaml", FLOW).unwrap();
        let written = write(&flow, Some(FLOW));
        assert_eq!(read("flows/ask.yaml", &written).unwrap(), flow);
        let remarks: Vec<&str> = written.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(remarks, ["# Owned by care.", "# First of all.", "# Six digits.", "# Nothing follows."]);
        let lines: Vec<&str> = written.lines().collect();
        let at = |wanted: &str| lines.iter().position(|line| *line == wanted).unwrap();
        assert_eq!(at("- id: first"), at("# Six digits.") + 1, "{written}");
        assert_eq!(write(&flow, Some(&written)), written, "writing again changes nothing");
        assert!(!loses_remarks(FLOW));
        assert!(loses_remarks(&FLOW.replace("retry: Once more?", "retry: Once more? # politely")));
    }

    #[test]
    fn a_step_that_is_gone_takes_its_remark_along() {
        let mut flow = read("flows/ask.yaml", FLOW).unwrap();
        flow.steps.remove(0);
        let written = write(&flow, Some(FLOW));
        assert!(!written.contains("First of all") && written.contains("Owned by care"), "{written}");
    }
}
