//! Masks card numbers and secrets before anything is stored.
//!
//! A card number is 13–19 digits, possibly grouped by spaces or hyphens, that pass the Luhn check
//! (ISO/IEC 7812-1). A secret is a word that follows "password", "PIN", "CVV" and their like.

use std::borrow::Cow;

/// What a masked stretch becomes; the last four digits of a card stay, as on receipts (PCI DSS 3.4).
const MASK: char = '•';

const SECRET_WORDS: &[&str] =
    &["password", "passwort", "passcode", "passphrase", "pin", "cvv", "cvc", "cvv2", "security code", "otp"];

/// `text` with card numbers and secrets masked; borrowed when there was nothing to mask.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut masked = mask(text);
    // The digits that stay of one card may be the first of another, so what was masked is looked at again.
    while let Cow::Owned(before) = &masked {
        match mask(before) {
            Cow::Owned(after) if after != *before => masked = Cow::Owned(after),
            _ => break,
        }
    }
    masked
}

fn mask(text: &str) -> Cow<'_, str> {
    let mut hidden = vec![];
    cards(text, &mut hidden);
    secrets(text, &mut hidden);
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let masked = text.char_indices().map(|(at, c)| {
        let hide = !c.is_whitespace() && hidden.iter().any(|(from, to)| (*from..*to).contains(&at));
        if hide { MASK } else { c }
    });
    Cow::Owned(masked.collect())
}

/// A group of digits: where it begins in the run, and the byte and value of each digit of the run.
#[derive(Default)]
struct Run {
    digits: Vec<(usize, u8)>,
    groups: Vec<usize>,
}

/// Byte ranges of the digits of card numbers, without the last four.
fn cards(text: &str, hidden: &mut Vec<(usize, usize)>) {
    let mut run = Run::default();
    let mut separated = true;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        match c {
            '0'..='9' => {
                if separated {
                    run.groups.push(run.digits.len());
                }
                run.digits.push((at, c as u8 - b'0'));
                separated = false;
            }
            ' ' | '-' | '.' | '\u{a0}' if !separated => separated = true,
            _ => {
                hide_cards(&std::mem::take(&mut run), hidden);
                separated = true;
            }
        }
    }
}

/// Finds card numbers in a run of digits. They begin and end where a group does, since an order number
/// may stand right before them and a long parcel number is none.
fn hide_cards(run: &Run, hidden: &mut Vec<(usize, usize)>) {
    let ends: Vec<usize> = run.groups.iter().skip(1).copied().chain([run.digits.len()]).collect();
    let mut done = 0;
    for &from in &run.groups {
        if from < done {
            continue;
        }
        let fits = |to: &&usize| (13..=19).contains(&to.saturating_sub(from));
        if let Some(&to) = ends.iter().rev().filter(fits).find(|to| is_card(&run.digits[from..**to])) {
            hidden.push((run.digits[from].0, run.digits[to - 5].0 + 1));
            done = to;
        }
    }
}

fn is_card(digits: &[(usize, u8)]) -> bool {
    // Every payment network's numbers begin with 2 to 6 (ISO/IEC 7812-1, major industry identifier).
    let network = matches!(digits[0].1, 2..=6);
    network && luhn(digits)
}

fn luhn(digits: &[(usize, u8)]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, (_, digit))| {
            let digit = u32::from(*digit);
            let doubled = if i % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Byte ranges of the word after a secret's name: "my password is X", "PIN: X", "cvv X".
fn secrets(text: &str, hidden: &mut Vec<(usize, usize)>) {
    let lower = text.to_ascii_lowercase();
    for name in SECRET_WORDS {
        for (at, _) in lower.match_indices(name) {
            let end = at + name.len();
            let before_is_word = lower[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            let after_is_word = lower[end..].chars().next().is_some_and(char::is_alphanumeric);
            if before_is_word || after_is_word {
                continue;
            }
            hidden.extend(secret_after(&lower, end, name));
        }
    }
}

fn secret_after(lower: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let rest = &lower[from..];
    let skipped = rest.trim_start_matches([' ', '\t']);
    let said = ["is ", "was ", "= ", "=", ": ", ":"].iter().find_map(|word| skipped.strip_prefix(word));
    // "PIN 1234" names a secret; "password reset" does not.
    let value = said.unwrap_or(skipped).trim_start();
    let start = lower.len() - value.len();
    let word = value.split(|c: char| c.is_whitespace()).next().unwrap_or("");
    let word = word.trim_end_matches(['.', ',', '!', '?', ';', ')']);
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    let is_number = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let is_secret = if said.is_some() {
        has_digit
            || (name.starts_with("pass")
                && word.chars().any(|c| !c.is_alphanumeric() && c != '\'' && c != '-'))
    } else {
        is_number
    };
    (is_secret && !word.is_empty()).then_some((start, start + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        assert_eq!(redact(input), expected);
    }

    #[test]
    fn card_numbers_keep_their_last_four_digits() {
        check("my card 4111 1111 1111 1111 was charged", "my card •••• •••• •••• 1111 was charged");
        check("order 100482 4111 1111 1111 1111", "order 100482 •••• •••• •••• 1111");
        check("4111-1111-1111-1111", "••••••••••••••-1111");
        check("5500005555555559.", "••••••••••••5559.");
        check("amex 378282246310005 thanks", "amex •••••••••••0005 thanks");
    }

    #[test]
    fn the_digits_that_stay_of_a_card_begin_no_other() {
        // Found by fuzzing: a card of 16 digits, whose last four are the first of the next.
        check("4000 0000 00004111 1111 1111 1111", "•••• •••• •••••••• •••• •••• 1111");
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "order 100482",
            "call 020 7946 0958",
            "4111 1111 1111 1112",
            "1234567890123",
            "parcel 12345678901234567890123",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn secrets_go() {
        check("my password is hunter2!", "my password is •••••••!");
        check("PIN: 4821 please", "PIN: •••• please");
        check("the cvv 123", "the cvv •••");
        check("Password=Tr0ub4dor&3", "Password=•••••••••••");
    }

    #[test]
    fn talk_about_secrets_stays() {
        for text in [
            "password reset does not work",
            "my password is not accepted",
            "I forgot my PIN",
            "is the pin on the tent pole steel?",
            "my password is wrong",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn any_text_is_answered() {
        for text in ["", "•", "4", "pin", "password is", "ﬁ 4111é1111", "١٢٣"] {
            let _ = redact(text);
        }
    }
}
