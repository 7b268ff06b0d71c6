//! Figures of a text: numbers, prices, shares, times and durations, each with its unit and the words around it.

use std::{collections::HashSet, sync::LazyLock};

use rapport_domain::number_words;
use regex::Regex;

use super::words::key;

/// Content words on either side that belong to a figure.
const NEAR: usize = 4;
/// Words after a number in which its unit may stand.
const UNIT_WITHIN: usize = 5;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// Its value, written in one way.
    pub value: String,
    /// What it counts, if that is known.
    pub unit: Option<&'static str>,
    /// What it is the end of: “from £45”, “up to 5 days”.
    pub bound: Option<&'static str>,
    /// The content words around it, in the same clause.
    pub near: HashSet<String>,
    /// As it was written.
    pub said: String,
}

impl Figure {
    /// Whether a source says the same: `here` are the figures of the place that bears the sentence, `all` those of
    /// the whole source. Of several figures of a kind, the one whose words are nearest is meant: otherwise prices
    /// could change places.
    pub fn is_said_by(&self, here: &[&Self], all: &[&Self], title: &HashSet<String>) -> bool {
        let own: HashSet<&String> = self.near.iter().filter(|word| !title.contains(*word)).collect();
        let near = if own.is_empty() { self.near.iter().collect() } else { own };
        let shared = |source: &Self| near.iter().filter(|word| source.near.contains(**word)).count();
        // “20 to 30 litres for a day, 35 to 50 for huts”: the unit is said once.
        let said_once = |source: &Self| {
            source.unit.is_none()
                && here.iter().any(|beside| beside.unit.is_some() && beside.unit == self.unit)
        };
        let of_kind = |source: &&&Self| self.unit.is_none() || self.unit == source.unit || said_once(source);
        let most = all.iter().filter(of_kind).map(|source| shared(source)).max().unwrap_or(0);
        let mut values = all.iter().filter(of_kind).map(|source| &source.value);
        let first = values.next();
        let only_one = values.all(|value| Some(value) == first);
        here.iter().filter(of_kind).any(|source| {
            let nearest = only_one || shared(source) == most;
            self.value == source.value && self.bound == source.bound && nearest
        })
    }
}

enum Token {
    Number {
        value: String,
        unit: Option<&'static str>,
        said: String,
    },
    Word(String),
    /// The end of a clause.
    Stop,
}

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<code>\p{L}+\d[\p{L}\d]*)|(?P<sign>−|(?:^|\s)-)?(?P<money>[£$€])? ?(?P<number>\d+(?:,\d{3})*(?:[.:]\d+)*)(?P<after>[\p{L}%°]*)|(?P<word>[\p{L}'-]+)|(?P<mark>[%°])|(?P<stop>[,;:()])",
    )
    .expect("the pattern is tested")
});

/// The figures of `folded`.
pub(super) fn figures(folded: &str) -> Vec<Figure> {
    let tokens = counted(tokens(folded));
    let figure = |(at, token): (usize, &Token)| {
        let Token::Number { value, unit, said } = token else { return None };
        let unit = unit.or_else(|| unit_after(&tokens[at + 1..]));
        let value =
            if unit == Some("time") { time_of(value, &tokens[at + 1..], said) } else { value.clone() };
        let bound = bound_before(&tokens[..at], unit);
        Some(Figure { value, unit, bound, near: near(&tokens, at), said: said.clone() })
    };
    tokens.iter().enumerate().filter_map(figure).collect()
}

/// The content words of the clause around a figure; where it has none, those before it.
fn near(tokens: &[Token], at: usize) -> HashSet<String> {
    let ends = |token: &&Token| match token {
        Token::Stop => true,
        Token::Word(word) => matches!(word.as_str(), "and" | "but"),
        Token::Number { .. } => false,
    };
    let content = |token: &Token| match token {
        Token::Word(word) => key(word).filter(|word| word.len() == 1 || unit_of(word).is_none()),
        _ => None,
    };
    let before = tokens[..at].iter().rev().take_while(|token| !ends(token)).filter_map(content).take(NEAR);
    let after = tokens[at + 1..].iter().take_while(|token| !ends(token)).filter_map(content).take(NEAR);
    let near: HashSet<String> = before.chain(after).collect();
    if near.is_empty() { tokens[..at].iter().rev().filter_map(content).take(NEAR).collect() } else { near }
}

/// Whether a figure is the end of a range: a price from which things begin is not their price.
fn bound_before(before: &[Token], unit: Option<&'static str>) -> Option<&'static str> {
    let word = |back: usize| match before.len().checked_sub(back).map(|at| &before[at]) {
        Some(Token::Word(word)) => word.as_str(),
        _ => "",
    };
    match (word(2), word(1)) {
        ("up", "to") => Some("up to"),
        (_, "about" | "around" | "roughly" | "approximately") => Some("about"),
        (_, "from") if unit == Some("pound") => Some("from"),
        _ => None,
    }
}

fn tokens(folded: &str) -> Vec<Token> {
    let token = |found: regex::Captures<'_>| {
        if found.name("stop").is_some() {
            return vec![Token::Stop];
        }
        if found.name("word").is_some() || found.name("mark").is_some() {
            return words_of(&found[0]);
        }
        if let Some(code) = found.name("code") {
            let value = code.as_str().to_owned();
            return vec![Token::Number { said: value.clone(), value, unit: Some("code") }];
        }
        let number = &found["number"];
        let after = found.name("after").map_or("", |after| after.as_str());
        let money = found.name("money").map(|money| match money.as_str() {
            "£" => "pound",
            "$" => "dollar",
            _ => "euro",
        });
        let clock = number.contains(':').then_some("time");
        let sign = if found.name("sign").is_some() { "-" } else { "" };
        let unit = money.or_else(|| unit_of(after)).or(clock);
        // “5O” and “3x” are no plain numbers.
        let odd = !after.is_empty() && unit.is_none() && !matches!(after, "st" | "nd" | "rd" | "th" | "s");
        let value = format!("{sign}{}{}", plain(number), if odd { after } else { "" });
        vec![Token::Number { value, unit, said: found[0].trim().to_owned() }]
    };
    TOKEN.captures_iter(folded).flat_map(token).collect()
}

/// “sixty-five” stays one word, “60-litre” has been cut already, “two-burner” becomes two.
fn words_of(word: &str) -> Vec<Token> {
    let word = word.trim_matches(['-', '\'']);
    let number = word.split_once('-').is_some_and(|(tens, _)| number_words::tens(tens).is_some());
    let parts = if number { vec![word] } else { word.split('-').collect() };
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| Token::Word(part.to_owned())).collect()
}

/// Digits without separators of thousands and without zeros that say nothing.
fn plain(number: &str) -> String {
    let number = number.replace(',', "");
    let trimmed = number.trim_start_matches('0');
    let trimmed =
        if trimmed.is_empty() || trimmed.starts_with(['.', ':']) { number.as_str() } else { trimmed };
    trimmed.strip_suffix(".00").unwrap_or(trimmed).to_owned()
}

/// Numbers in words as numbers; “a month” and “one year” count as one.
fn counted(tokens: Vec<Token>) -> Vec<Token> {
    let words: Vec<Option<String>> = tokens
        .iter()
        .map(|token| match token {
            Token::Word(word) => Some(word.clone()),
            Token::Number { .. } | Token::Stop => None,
        })
        .collect();
    let mut counted = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().enumerate();
    while let Some((at, token)) = tokens.next() {
        let Some((value, used)) = spelt(&words[at..]) else {
            counted.push(token);
            continue;
        };
        let said: Vec<&str> = words[at..at + used].iter().flatten().map(String::as_str).collect();
        counted.push(Token::Number { value: value.to_string(), unit: None, said: said.join(" ") });
        for _ in 1..used {
            tokens.next();
        }
    }
    counted
}

/// The number that `words` begin with, and how many words it takes.
fn spelt(words: &[Option<String>]) -> Option<(u32, usize)> {
    let word = |at: usize| words.get(at).and_then(Option::as_deref).unwrap_or("");
    let small = |word: &str| -> Option<u32> {
        let one = |word: &str| number_words::unit(word).or_else(|| number_words::tens(word));
        match word.split_once('-') {
            Some((tens, unit)) => Some(one(tens).filter(|tens| *tens >= 20)? + one(unit)?),
            None => one(word),
        }
    };
    if matches!(word(0), "a" | "an" | "one" | "per" | "each" | "every" | "once") {
        let counts =
            |word: &str| matches!(unit_of(word), Some("minute" | "hour" | "day" | "week" | "month" | "year"));
        if counts(word(1)) {
            return Some((1, 1));
        }
        return (matches!(word(0), "a" | "one") && matches!(word(1), "hundred" | "thousand"))
            .then(|| (if word(1) == "hundred" { 100 } else { 1_000 }, 2));
    }
    let mut value = small(word(0))?;
    let mut used = 1;
    if (20..100).contains(&value)
        && word(0).find('-').is_none()
        && small(word(1)).is_some_and(|unit| unit < 10)
    {
        value += small(word(1)).unwrap_or(0);
        used = 2;
    }
    let scale = match word(used) {
        "hundred" => 100,
        "thousand" => 1_000,
        _ => return Some((value, used)),
    };
    Some((value.saturating_mul(scale), used + 1))
}

/// The unit that stands right after a number, past what may stand between: “3 to 5 working days”.
fn unit_after(following: &[Token]) -> Option<&'static str> {
    const BETWEEN: [&str; 10] =
        ["to", "and", "or", "until", "full", "more", "whole", "per", "further", "calendar"];
    let mut working = false;
    for token in following.iter().take(UNIT_WITHIN) {
        match token {
            Token::Number { unit: Some(unit), .. } => return Some(*unit).filter(|unit| *unit != "code"),
            Token::Number { unit: None, .. } => {}
            Token::Stop => return None,
            Token::Word(word) if matches!(word.as_str(), "working" | "business") => working = true,
            Token::Word(word) => match unit_of(word) {
                Some("day") if working => return Some("working day"),
                Some(unit) => return Some(unit),
                None if BETWEEN.contains(&word.as_str()) => {}
                None => return None,
            },
        }
    }
    None
}

/// A time of day in minutes: “9 am” is “9:00 am”, “5:30 pm” is “17:30”.
fn time_of(value: &str, following: &[Token], said: &str) -> String {
    let (hours, minutes) = value.split_once([':', '.']).unwrap_or((value, "0"));
    let (Ok(hours), Ok(minutes)) = (hours.parse::<u32>(), minutes.parse::<u32>()) else {
        return value.to_owned();
    };
    // Of “from 9 to 12 am” the half of the day stands at the end.
    let half = following.iter().take(UNIT_WITHIN).find_map(|token| match token {
        Token::Word(word) if matches!(word.as_str(), "am" | "pm") => Some(word.as_str()),
        _ => None,
    });
    let half = if said.ends_with("am") {
        Some("am")
    } else if said.ends_with("pm") {
        Some("pm")
    } else {
        half
    };
    let hours = match half {
        Some("pm") if hours < 12 => hours + 12,
        Some("am") if hours == 12 => 0,
        _ => hours,
    };
    format!("t{}", hours * 60 + minutes)
}

fn unit_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "minute" | "minutes" | "minut" | "min" | "mins" => "minute",
        "hour" | "hours" | "hrs" | "hr" => "hour",
        "day" | "days" => "day",
        "week" | "weeks" => "week",
        "month" | "months" => "month",
        "year" | "years" => "year",
        "pound" | "pounds" | "gbp" | "quid" => "pound",
        "euro" | "euros" | "eur" => "euro",
        "dollar" | "dollars" | "usd" => "dollar",
        "pence" | "p" => "penny",
        "%" | "percent" | "cent" => "percent",
        "am" | "pm" | "o'clock" => "time",
        "°" | "°c" | "c" | "degree" | "degrees" => "degree",
        "km" | "kilometre" | "kilometres" => "kilometre",
        "m" | "metre" | "metres" | "meters" => "metre",
        "cm" | "centimetre" | "centimetres" => "centimetre",
        "mm" | "millimetre" | "millimetres" => "millimetre",
        "kg" | "kilo" | "kilos" | "kilograms" => "kilogram",
        "g" | "gram" | "grams" => "gram",
        "l" | "litre" | "litres" => "litre",
        "lumen" | "lumens" => "lumen",
        "people" | "persons" | "person" => "person",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<&'static str>)> {
        figures(text).into_iter().map(|figure| (figure.value, figure.unit)).collect()
    }

    #[track_caller]
    fn same(a: &str, b: &str) {
        assert_eq!(read(a), read(b));
    }

    #[test]
    fn figures_are_the_same_however_they_are_written() {
        same("delivery is £4.95", "delivery is 4.95 pounds");
        same("within 60 days", "within sixty days");
        same("3 to 5 working days", "three to five working days");
        same("9 am to 5:30 pm", "09:00 to 17:30");
        same("1,200 g", "1200 grams");
        same("10% off", "ten percent off");
        same("a year", "one year");
        same("−10 °c", "minus -10 degrees");
        assert_eq!(read("3 to 5 working days")[0].1, Some("working day"));
    }

    #[test]
    fn other_units_and_values_are_other_figures() {
        for (a, b) in [
            ("60 days", "60 weeks"),
            ("5 days", "5 working days"),
            ("£4.95", "£4.59"),
            ("9 am", "9 pm"),
            ("5o%", "50%"),
            ("a month", "60 days"),
            ("c1", "c2"),
        ] {
            assert_ne!(read(a), read(b), "{a} {b}");
        }
    }

    #[test]
    fn any_text_has_figures_or_none() {
        for text in
            ["", "°", "£", "1:2:3.4", "99999999999999999999999 days", "one hundred thousand", "0.00", "00"]
        {
            let _ = figures(text);
        }
    }
}
