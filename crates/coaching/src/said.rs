//! Which statements a text holds: what an agent says in the library's words counts as said, whether it was
//! inserted or typed.

use rapport_domain::{content::Statement, id::StatementId};

use crate::text::{Text, words};

/// Fewer words than these anybody may say in passing; they count only as a sentence of their own.
const OWN_WORDS: usize = 5;
/// The same of a wording with a blank, in which a few more stand.
const OWN_WORDS_AROUND_BLANK: usize = 3;
/// The longest that may stand in a blank, in bytes.
const LONGEST_BLANK: usize = 160;

/// The statements whose words `text` holds, in the library's order. Blanks may be filled with anything that stays
/// within the sentence; capitals, kinds of quotation marks and the mark at the end make no difference.
pub fn said_in(statements: &[Statement], text: &str) -> Vec<StatementId> {
    let read = Text::new(text);
    let folded = squeezed(read.folded());
    if folded.is_empty() {
        return Vec::new();
    }
    let holds = |statement: &&Statement| {
        let wordings = [Some(&statement.text), statement.spoken.as_ref()];
        wordings.into_iter().flatten().any(|wording| holds(&folded, wording))
    };
    statements.iter().filter(holds).map(|statement| statement.id.clone()).collect()
}

fn holds(folded: &str, wording: &str) -> bool {
    let wording = squeezed(Text::new(wording).folded());
    let pieces = pieces(&wording);
    let Some((first, rest)) = pieces.split_first() else { return false };
    let least = if wording.contains('{') { OWN_WORDS_AROUND_BLANK } else { OWN_WORDS };
    let of_its_own = pieces.iter().flat_map(|piece| words(piece)).count() >= least;
    folded.match_indices(first).any(|(start, _)| {
        let mut end = start + first.len();
        for piece in rest {
            let Some(gap) = folded[end..].find(piece) else { return false };
            if gap > LONGEST_BLANK || folded[end..end + gap].contains(['.', '!', '?']) {
                return false;
            }
            end += gap + piece.len();
        }
        stands_alone(folded, start, end) && (of_its_own || is_sentence(folded, start, end))
    })
}

/// The stretches of a wording between its blanks, without the marks around them.
fn pieces(wording: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        pieces.push(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    pieces.push(rest);
    let trimmed = pieces.into_iter().map(|piece| piece.trim_matches(|c: char| !c.is_alphanumeric()));
    trimmed.filter(|piece| !piece.is_empty()).collect()
}

/// Whether no word goes on before or after.
fn stands_alone(folded: &str, start: usize, end: usize) -> bool {
    let part_of_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !part_of_word(folded[..start].chars().next_back()) && !part_of_word(folded[end..].chars().next())
}

fn is_sentence(folded: &str, start: usize, end: usize) -> bool {
    let before = folded[..start].trim_end();
    let after = folded[end..].trim_start();
    (before.is_empty() || before.ends_with(['.', '!', '?', '…', ',']))
        && (after.is_empty() || after.starts_with(['.', '!', '?', '…', ',']))
}

/// With single spaces for all white space.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rapport_domain::content::{Condition, FramingPart, NeverWhen};

    use super::*;

    fn statement(id: &str, text: &str) -> Statement {
        Statement {
            id: id.parse().unwrap(),
            part: FramingPart::Acknowledge,
            text: text.to_owned(),
            spoken: None,
            when: Condition::default(),
            never_when: NeverWhen::default(),
            author: "A".to_owned(),
            rest_days: 7,
        }
    }

    #[track_caller]
    fn check(wording: &str, text: &str, said: bool) {
        let found = said_in(&[statement("one", wording)], text);
        assert_eq!(!found.is_empty(), said, "{wording:?} in {text:?}");
    }

    #[test]
    fn what_is_said_in_its_words_is_said() {
        check("You should not have to chase this.", "Mia, you should not have to chase this.", true);
        check(
            "You should not have to chase this.",
            "You should not\nhave to  chase this - I am on it.",
            true,
        );
        check("Let’s put it right.", "Sorry for that. let's put it right!", true);
        check("You should not have to chase this.", "You should not have to chase thistles.", false);
        check("You should not have to chase this.", "You should not have to wait.", false);
        check("You should not have to chase this.", "", false);
    }

    #[test]
    fn blanks_are_filled_within_the_sentence() {
        let wording = "I can see that {happened}.";
        check(wording, "I can see that your parcel has not arrived. One moment.", true);
        let two = "That must be hard when you can't {cannot} without {without}.";
        check(two, "That must be hard when you can't go on your trip without your tent.", true);
        check(two, "That must be hard when you can't. It is late without doubt.", false);
        check("{name}, thank you for telling me.", "Ada, thank you for telling me. I am looking.", true);
        check("{happened}", "anything", false);
    }

    #[test]
    fn a_word_or_two_count_as_a_sentence_only() {
        check("I see.", "I see. One moment.", true);
        check("I see.", "I see your parcel.", false);
        check("I get it.", "I get it from the shop today.", false);
    }
}
