//! Tokens: what the index holds instead of words. A token is 32 bits of a keyed hash, so whoever has the index
//! but not the master key learns no word from it. A word that shares its token with another one finds a few
//! texts too many; those are dropped when the text is opened.

use rapport_domain::{InboxId, tag::Tag};

use super::{
    query::{Query, Wanted},
    words::{prefixes, stem, words},
};
use crate::sealing::Keys;

/// Counts up when texts are cut into words, or documents named, otherwise than before: every index is then made
/// again.
pub(super) const VERSION: &str = "2";

/// A hashed word.
pub(crate) type Token = u32;

/// Who said something, as far as search tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The customer.
    Customer,
    /// The assistant.
    Assistant,
    /// An agent, to the customer.
    Agent,
    /// An agent, to colleagues.
    Note,
}

impl Speaker {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Assistant => "assistant",
            Self::Agent => "agent",
            Self::Note => "note",
        }
    }
}

/// What must be there: of each entry at least one token.
pub(crate) type Clauses = Vec<Vec<Token>>;

/// The tokens by which a text is found, each once.
pub(super) fn of_text(keys: &Keys, text: &str) -> Vec<Token> {
    let mut folded: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    folded.sort_unstable();
    folded.dedup();
    let mut tokens = Vec::with_capacity(folded.len() * 5);
    for word in &folded {
        tokens.push(keys.token("stem", &stem(word)));
        tokens.extend(prefixes(word).map(|prefix| keys.token("prefix", prefix)));
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The tokens by which a message is found besides its words.
pub(super) fn of_place(keys: &Keys, inbox: InboxId, tags: &[Tag]) -> Vec<Token> {
    let tags = tags.iter().map(|tag| of_tag(keys, tag));
    std::iter::once(of_inbox(keys, inbox)).chain(tags).collect()
}

/// The tokens by which everything that was said with a customer is found, once a word of the text itself is: the
/// words of their name.
pub(super) fn of_whose(keys: &Keys, name: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in words(name) {
        tokens.push(keys.token("whose stem", &stem(&word.folded)));
        tokens.extend(prefixes(&word.folded).map(|prefix| keys.token("whose prefix", prefix)));
    }
    tokens
}

/// The token of what somebody said.
pub(super) fn of_speaker(keys: &Keys, speaker: Speaker) -> Token {
    keys.token("speaker", speaker.as_str())
}

/// The token of what was said in an inbox.
pub(super) fn of_inbox(keys: &Keys, inbox: InboxId) -> Token {
    keys.token("inbox", &inbox.to_string())
}

/// The token of what was said where this tag is.
pub(super) fn of_tag(keys: &Keys, tag: &Tag) -> Token {
    keys.token("tag", tag.as_str())
}

/// What a text that is searched for must have.
pub(super) fn of_query(keys: &Keys, query: &Query) -> Clauses {
    query.words().iter().map(|word| either(keys, word, ["stem", "prefix"])).collect()
}

/// What a message that is searched for must have: every word in its text or in its customer's name, and at least
/// one in the text.
pub(super) fn of_messages(keys: &Keys, query: &Query) -> Clauses {
    let mut clauses = of_query(keys, query);
    if clauses.len() > 1 {
        let in_text = clauses.concat();
        for (clause, word) in clauses.iter_mut().zip(query.words()) {
            clause.extend(either(keys, word, ["whose stem", "whose prefix"]));
        }
        clauses.push(in_text);
    }
    clauses
}

fn either(keys: &Keys, word: &Wanted, [stem, prefix]: [&str; 2]) -> Vec<Token> {
    let mut either = vec![keys.token(stem, &word.stem)];
    either.extend(word.prefix().map(|found| keys.token(prefix, found)));
    either
}

/// A token in letters and digits that every database takes for one word.
pub(super) fn spelled(token: Token) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    (0..7).rev().map(|n| char::from(LETTERS[(token >> (5 * n)) as usize & 31])).collect()
}

/// Tokens as a text of words.
pub(super) fn sentence(tokens: &[Token]) -> String {
    tokens.iter().map(|token| spelled(*token)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use rapport_domain::Entropy;

    use super::*;

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn what_is_searched_for_meets_what_is_indexed() {
        let keys = Keys::new(&[7; 32], Arc::new(Zeros));
        let tokens = of_text(&keys, "The deliveries are late");
        for query in ["delivery ", "del", "deliverie", "late the"] {
            let clauses = of_query(&keys, &Query::parse(query).unwrap());
            assert!(clauses.iter().all(|either| either.iter().any(|t| tokens.contains(t))), "{query}");
        }
        let other = of_text(&Keys::new(&[8; 32], Arc::new(Zeros)), "The deliveries are late");
        assert!(tokens.iter().all(|token| !other.contains(token)), "another key, other tokens");
    }

    #[test]
    fn tokens_are_spelled_apart() {
        let spelled: BTreeSet<_> = [0, 1, 31, 32, u32::MAX, 0x8000_0000].map(spelled).into();
        assert_eq!(spelled.len(), 6);
        assert!(spelled.iter().all(|word| word.len() == 7));
    }
}
