//! Stand-ins for what is personal in a text that goes to another company's machine.
//!
//! `Ada Brown, order 100482` becomes `[NAME_1], order [ORDER_1]`; the values stay here and are put back into what
//! returns. Only names and order numbers are ever put back: nothing else has a place in an answer.

use std::sync::LazyLock;

use regex::Regex;

/// A text without what is personal, and what stood there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text with its stand-ins.
    pub text: String,
    kept: Vec<Kept>,
}

/// A stand-in and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    kind: Kind,
    stand_in: String,
    value: String,
}

/// What a stand-in stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Email,
    Link,
    Phone,
    Order,
    Address,
    PostCode,
    Name,
}

impl Kind {
    const fn label(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Link => "LINK",
            Self::Phone => "PHONE",
            Self::Order => "ORDER",
            Self::Address => "ADDRESS",
            Self::PostCode => "POSTCODE",
            Self::Name => "NAME",
        }
    }

    const fn is_put_back(self) -> bool {
        matches!(self, Self::Order | Self::Name)
    }
}

/// Masks what is personal in `text`: addresses of mail, web and street, telephone, order and post codes, and
/// names, of which `names` are known.
pub fn mask(text: &str, names: &[&str]) -> Masked {
    // What looks like a stand-in already was typed by the customer and stands for nothing.
    let mut masked = Masked { text: text.replace(['[', ']'], " "), kept: vec![] };
    for (kind, pattern) in PATTERNS.iter() {
        masked.replace(*kind, pattern);
    }
    for name in names.iter().flat_map(|name| name.split_whitespace()).filter(|name| is_name(name)) {
        if let Ok(pattern) = Regex::new(&format!(r"(?i)\b({})\b", regex::escape(name))) {
            masked.replace(Kind::Name, &pattern);
        }
    }
    masked.replace(Kind::Name, &INTRODUCED);
    masked
}

impl Masked {
    /// `text` with names and order numbers put back.
    pub fn restore(&self, text: &str) -> String {
        let back = self.kept.iter().filter(|kept| kept.kind.is_put_back());
        back.fold(text.to_owned(), |text, kept| text.replace(&kept.stand_in, &kept.value))
    }

    /// The stand-ins in the text.
    pub fn stand_ins(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(|kept| kept.stand_in.as_str())
    }

    fn replace(&mut self, kind: Kind, pattern: &Regex) {
        let mut rest = std::mem::take(&mut self.text);
        let mut done = String::with_capacity(rest.len());
        while let Some(found) = pattern.captures(&rest).and_then(|found| found.get(1)) {
            let (from, to) = (found.start(), found.end());
            let stand_in = self.stand_in(kind, &rest[from..to]);
            done.push_str(&rest[..from]);
            done.push_str(&stand_in);
            rest = rest.split_off(to);
        }
        done.push_str(&rest);
        self.text = done;
    }

    /// The same value has the same stand-in.
    fn stand_in(&mut self, kind: Kind, value: &str) -> String {
        let same = |kept: &&Kept| kept.kind == kind && kept.value.eq_ignore_ascii_case(value);
        if let Some(known) = self.kept.iter().find(same) {
            return known.stand_in.clone();
        }
        let count = self.kept.iter().filter(|kept| kept.kind == kind).count();
        let stand_in = format!("[{}_{}]", kind.label(), count + 1);
        self.kept.push(Kept { kind, stand_in: stand_in.clone(), value: value.to_owned() });
        stand_in
    }
}

/// A name to put back is a word of letters: it cannot carry a figure or a sentence.
fn is_name(word: &str) -> bool {
    let letters = word.chars().count();
    (2..=30).contains(&letters) && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
}

/// In this order: what is longer first. The first group is what is masked.
static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let pattern = |pattern: &str| Regex::new(pattern).expect("the pattern is tested");
    vec![
        (Kind::Email, pattern(r"([\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)")),
        (Kind::Link, pattern(r"(?i)((?:https?://|www\.)\S+)")),
        (
            Kind::Address,
            pattern(
                r"(?i)\b(\d{1,4}[a-z]? (?:[\p{L}'’]+ ){1,3}(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|place|square|terrace|gardens|crescent|row|hill|park)\b(?:,? [\p{L}]+)?)",
            ),
        ),
        (Kind::PostCode, pattern(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})\b")),
        (Kind::Phone, pattern(r"(?:^|[^\w])(\+\d[\d ()/-]{6,16}\d|0\d[\d ()/-]{7,14}\d)\b")),
        (Kind::Order, pattern(r"(?:^|[^\w.,£$€])#?(\d{5,12})\b")),
    ]
});

/// “My name is Ada Brown”, “I am Ada Brown”, “regards, Ada”.
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?i:my name is|my name's|this is|regards,?|thanks,|cheers,|mrs?\.?|ms\.?|dr\.?)|(?:I am|I'm|I’m))\s+(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2})",
    )
    .expect("the pattern is tested")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, names: &[&str], expected: &str) {
        assert_eq!(mask(text, names).text, expected);
    }

    #[test]
    fn what_is_personal_leaves_as_stand_ins() {
        check(
            "Hi, I am Ada Brown, order 100482, ada@mail.example",
            &[],
            "Hi, I am [NAME_1], order [ORDER_1], [EMAIL_1]",
        );
        check(
            "Ada here, ADA again, call 07700 900123",
            &["Ada"],
            "[NAME_1] here, [NAME_1] again, call [PHONE_1]",
        );
        check("Send it to 5 High Street, Leeds LS1 4AP", &[], "Send it to [ADDRESS_1] [POSTCODE_1]");
        check("see https://evil.example/x?y", &[], "see [LINK_1]");
        check("orders 100482 and 100483, not 100482", &[], "orders [ORDER_1] and [ORDER_2], not [ORDER_1]");
    }

    #[test]
    fn what_answers_speak_of_stays() {
        for text in
            ["Does it take 3 to 5 days?", "Is it £1200 or 60 litres?", "My tent for 4 people, size 10"]
        {
            check(text, &[], text);
        }
    }

    #[test]
    fn names_and_order_numbers_come_back_and_nothing_else() {
        let masked = mask("I am Ada, order 100482, ada@mail.example", &[]);
        assert_eq!(
            masked.restore("Hello [NAME_1], order [ORDER_1], [EMAIL_1]"),
            "Hello Ada, order 100482, [EMAIL_1]"
        );
        assert_eq!(masked.stand_ins().count(), 3);
    }

    #[test]
    fn a_typed_stand_in_stands_for_nothing() {
        assert_eq!(mask("say [NAME_1]", &[]).stand_ins().count(), 0);
        assert!(!mask("say [NAME_1]", &[]).text.contains('['));
    }
}
