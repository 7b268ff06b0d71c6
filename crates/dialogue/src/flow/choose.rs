//! Lets the customer choose.

use rapport_domain::{
    content::{ChooseOption, ChooseStep, Flow, Step},
    conversation::Pending,
    message::Choice,
};

use super::{Next, is_filled, values::fill_known};
use crate::{compose::Part, decide::Draft};

pub(super) fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step, choose: &ChooseStep) -> Next {
    if is_filled(draft, &choose.slot) {
        return Next::Follow;
    }
    let question = Part::plain(fill_known(draft, &choose.text));
    let pending = Pending::Choice { flow: flow.id.clone(), step: step.id.clone(), misses: 0 };
    draft.ask(pending, question, choices(choose));
    Next::Wait
}

/// The buttons of a step. What is sent is the label, since that is what the customer sees as said.
pub(crate) fn choices(choose: &ChooseStep) -> Vec<Choice> {
    let button = |option: &ChooseOption| Choice { label: option.label.clone(), value: option.label.clone() };
    choose.options.iter().map(button).collect()
}

/// Which of `titles` the text names.
pub(crate) fn pick(titles: &[&str], text: &str) -> Option<usize> {
    let option =
        |title: &&str| ChooseOption { label: (*title).to_owned(), value: String::new(), synonyms: vec![] };
    let options: Vec<ChooseOption> = titles.iter().map(option).collect();
    let found = chosen(&options, text)?;
    options.iter().position(|option| std::ptr::eq(option, found))
}

/// The option that `text` names: by label, value, synonym, or place in the list.
pub(super) fn chosen<'a>(options: &'a [ChooseOption], text: &str) -> Option<&'a ChooseOption> {
    let said = plain(text);
    let names = |option: &ChooseOption| {
        let all = [&option.label, &option.value].into_iter().chain(&option.synonyms);
        all.map(|name| plain(name)).filter(|name| !name.trim().is_empty()).collect::<Vec<_>>()
    };
    let exact = options.iter().find(|option| names(option).contains(&said));
    exact.or_else(|| by_place(options, &said)).or_else(|| {
        // The longest name within the text wins: "not too small but too big" names two, so neither does.
        let lengths = options.iter().map(|option| {
            let within = names(option).into_iter().filter(|name| said.contains(name.as_str()));
            (option, within.map(|name| name.len()).max().unwrap_or(0))
        });
        let mut found: Vec<_> = lengths.filter(|(_, length)| *length > 0).collect();
        found.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
        match found.as_slice() {
            [(option, _)] => Some(*option),
            [(first, a), (_, b), ..] if a > b => Some(*first),
            _ => None,
        }
    })
}

fn by_place<'a>(options: &'a [ChooseOption], said: &str) -> Option<&'a ChooseOption> {
    const PLACES: [&[&str]; 6] = [
        &["1", "first", "one", "number 1", "option 1", "former", "1st"],
        &["2", "second", "two", "number 2", "option 2", "2nd"],
        &["3", "third", "three", "number 3", "option 3", "3rd"],
        &["4", "fourth", "four", "number 4", "option 4", "4th"],
        &["5", "fifth", "five", "number 5", "option 5", "5th"],
        &["6", "sixth", "six", "number 6", "option 6", "6th"],
    ];
    let said = said.trim();
    let said = said.strip_prefix("the ").unwrap_or(said);
    let said = said.strip_suffix(" one").unwrap_or(said);
    let said = said.strip_suffix(" please").unwrap_or(said);
    if matches!(said, "last" | "latter") {
        return options.last();
    }
    PLACES.iter().position(|names| names.contains(&said)).and_then(|place| options.get(place))
}

/// Small letters and single blanks, with one at each end, so that names match whole words.
fn plain(text: &str) -> String {
    let small: String = text
        .to_lowercase()
        .replace(['\u{2019}', '\''], "")
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    format!(" {} ", small.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Vec<ChooseOption> {
        let option = |label: &str, value: &str, synonyms: &[&str]| ChooseOption {
            label: label.to_owned(),
            value: value.to_owned(),
            synonyms: synonyms.iter().map(|s| (*s).to_owned()).collect(),
        };
        vec![
            option("Too small", "too small", &["tight", "small"]),
            option("Too big", "too big", &["big", "loose"]),
            option("I changed my mind", "changed my mind", &["don't need it"]),
        ]
    }

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(chosen(&options(), text).map(|o| o.value.clone()).as_deref(), expected, "{text}");
    }

    #[test]
    fn an_option_is_named_in_many_ways() {
        check("Too small", Some("too small"));
        check("it's too tight around the shoulders", Some("too small"));
        check("the second one", Some("too big"));
        check("3", Some("changed my mind"));
        check("I don’t need it any more", Some("changed my mind"));
        check("smaller than I thought", None);
        check("banana", None);
        check("", None);
    }
}
