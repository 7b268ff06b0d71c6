//! Names: ids of what is imported, titles made from them, and placeholders in texts.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

/// The longest id that is made, so that a number still fits behind it.
const MAX_CHARS: usize = 58;

/// An id of `text`: small letters, digits, `-` and `_`; `None` when nothing of it can stand in an id.
pub(crate) fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '_' => slug.push(c),
            '\'' | '’' => {}
            c => match folded(c) {
                "" if !slug.ends_with('-') => slug.push('-'),
                letters => slug.push_str(letters),
            },
        }
        if slug.len() > MAX_CHARS {
            break;
        }
    }
    if slug.len() > MAX_CHARS {
        slug.truncate(MAX_CHARS);
        if let Some(end) = slug.rfind('-').filter(|end| *end > MAX_CHARS / 2) {
            slug.truncate(end);
        }
    }
    let slug = slug.trim_matches(['-', '_']);
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// Letters of Latin script as those of English.
fn folded(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ţ' | 'ť' => "t",
        'ù' | 'ú' | 'û' | 'ů' | 'ű' | 'ū' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

/// `wish`, or with a number where it is taken; it is taken from then on.
pub(crate) fn unique(wish: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    let free = std::iter::once(wish.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_else(|| wish.to_owned());
    taken.insert(free.clone());
    free
}

/// `ask_opening-hours` as a title: `Ask opening hours`.
pub(crate) fn title_of(name: &str) -> String {
    let words = name.replace(['_', '-', '/', '.', '+'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The names in `{…}` of a text, which something would have to fill.
pub(crate) fn placeholders(text: &str) -> Vec<String> {
    static NAMES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\{([A-Za-z0-9_.-]+)\}").expect("the pattern is tested"));
    NAMES.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// One line, white space made single.
pub(crate) fn one_line(text: &str) -> String {
    rapport_channels::text::clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `max` characters, for a report.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= max {
        return line;
    }
    format!("{}…", line.chars().take(max).collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_and_short() {
        assert_eq!(slug("Where's my Order?").as_deref(), Some("wheres-my-order"));
        assert_eq!(slug("../../etc/passwd").as_deref(), Some("etc-passwd"));
        assert_eq!(slug("Über uns – Größe").as_deref(), Some("ueber-uns-groesse"));
        assert_eq!(slug("faq/ask_hours").as_deref(), Some("faq-ask_hours"));
        assert_eq!(slug("営業時間"), None);
        assert!(slug(&"long words ".repeat(40)).is_some_and(|slug| slug.len() <= MAX_CHARS));
        let mut taken = BTreeSet::new();
        assert_eq!(unique("a", &mut taken), "a");
        assert_eq!(unique("a", &mut taken), "a-2");
    }

    #[test]
    fn titles_and_placeholders() {
        assert_eq!(title_of("ask_opening-hours"), "Ask opening hours");
        assert_eq!(placeholders("Hi {name}, {{contact.first}} { x }"), ["name", "contact.first"]);
    }
}
