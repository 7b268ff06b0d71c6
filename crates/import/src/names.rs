//! Names: ids of what is imported, titles made from them, and placeholders in texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

/// The longest id that is made, so that a number still fits behind it.
const MAX_CHARS: usize = 58;
/// Characters of a [`mark`].
const MARK_CHARS: usize = 10;

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

/// An id of `text`: its slug; where it has letters of another script, a mark of the whole text stands for them,
/// so that two texts of that script get two ids, and the same text the same id in the next import too.
pub(crate) fn id_of(text: &str) -> Option<String> {
    let is_lost = |c: char| c.is_alphabetic() && !c.is_ascii() && folded(c).is_empty();
    let loses = text.chars().flat_map(char::to_lowercase).any(is_lost);
    match slug(text) {
        slug if !loses => slug,
        None => Some(marked("topic", text)),
        Some(mut slug) => {
            slug.truncate(MAX_CHARS - MARK_CHARS - 1);
            Some(marked(slug.trim_end_matches(['-', '_']), text))
        }
    }
}

/// `slug` with a mark of `text` behind it.
pub(crate) fn marked(slug: &str, text: &str) -> String {
    format!("{slug}-{}", mark(text))
}

/// Tells texts apart: the beginning of their FNV-1a hash, which is the same in every version and on every machine.
fn mark(text: &str) -> String {
    let text = one_line(text).to_lowercase();
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut mark = format!("{hash:016x}");
    mark.truncate(MARK_CHARS);
    mark
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
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ů' | 'ű' | 'ū' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

/// Names that are taken. Each remembers the number up to which it was tried, so that thousands of one name take
/// no longer than thousands of different ones.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    /// Takes `name`; answers whether it was free.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// `wish`, or with a number where it is taken; it is taken from then on.
    pub(crate) fn unique(&mut self, wish: &str) -> String {
        if self.take(wish) {
            return wish.to_owned();
        }
        let numbered = |number: usize| format!("{wish}-{number}");
        numbered(self.number(wish, numbered))
    }

    /// The first number, from 2 on, with which the name is free; it is taken from then on.
    pub(crate) fn number(&mut self, wish: &str, numbered: impl Fn(usize) -> String) -> usize {
        let next = self.next.entry(wish.to_owned()).or_insert(2);
        loop {
            let number = *next;
            *next += 1;
            if self.names.insert(numbered(number)) {
                return number;
            }
        }
    }
}

impl<S: Into<String>> FromIterator<S> for Taken {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), next: BTreeMap::new() }
    }
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
        let mut taken: Taken = ["a-3"].into_iter().collect();
        let names: Vec<String> = (0..4).map(|_| taken.unique("a")).collect();
        assert_eq!(names, ["a", "a-2", "a-4", "a-5"]);
    }

    #[test]
    fn texts_of_another_script_have_ids_of_their_own() {
        let hours = id_of("営業時間").unwrap();
        assert!(hours.starts_with("topic-") && hours.len() == 6 + MARK_CHARS, "{hours}");
        assert_eq!(id_of(" 営業時間 "), Some(hours.clone()));
        assert_ne!(id_of("返品について"), Some(hours));
        let (returns, repair) = (id_of("iPhoneの返品").unwrap(), id_of("iPhoneの修理").unwrap());
        assert!(returns.starts_with("iphone-") && returns != repair, "{returns} {repair}");
        assert!(id_of(&"long 語 ".repeat(40)).is_some_and(|id| id.len() <= MAX_CHARS));
        assert_eq!(id_of("Über uns – Größe ☕").as_deref(), Some("ueber-uns-groesse"));
        assert_eq!(id_of("?!"), None);
    }

    #[test]
    fn titles_and_placeholders() {
        assert_eq!(title_of("ask_opening-hours"), "Ask opening hours");
        assert_eq!(placeholders("Hi {name}, {{contact.first}} { x }"), ["name", "contact.first"]);
    }
}
