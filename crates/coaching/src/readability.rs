//! How hard a text is to read.

use crate::text::{Text, words};

/// The school year in which a text reads easily: the Flesch–Kincaid grade. `None` for texts under thirty words,
/// where it says nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of words in one text")]
pub fn school_year(raw: &str) -> Option<f32> {
    let text = Text::new(raw);
    let count = text.word_count();
    let sentences = text.sentences().len();
    if count < 30 || sentences == 0 {
        return None;
    }
    let syllables: usize = words(text.folded()).map(syllables).sum();
    let (count, sentences, syllables) = (count as f32, sentences as f32, syllables as f32);
    Some(0.39 * count / sentences + 11.8 * syllables / count - 15.59)
}

/// Groups of vowels, less a silent final e.
fn syllables(word: &str) -> usize {
    let mut groups = 0;
    let mut in_group = false;
    for c in word.chars() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        groups += usize::from(vowel && !in_group);
        in_group = vowel;
    }
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officialese_is_harder_than_plain_words() {
        let plain = "You can send it back in sixty days. Put it in the box. Stick the label on it. Take it to a \
                     shop near you. We pay for it. You get your money back in five days.";
        let official = "Merchandise eligible for reimbursement necessitates authorisation preceding transportation, \
                        notwithstanding documentation demonstrating manufacturing irregularities, provided that \
                        corresponding administrative requirements have been satisfactorily accomplished beforehand by \
                        the purchaser in accordance with the applicable contractual stipulations.";
        assert!(school_year(plain).unwrap() < 5.0);
        assert!(school_year(official).unwrap() > 16.0);
        assert_eq!(school_year("Short."), None);
    }
}
