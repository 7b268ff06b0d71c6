//! Tags: the short names by which a team sorts its conversations.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 40;
/// The most tags of one conversation.
pub const MAX_TAGS: usize = 20;

/// A tag: small letters, single spaces, at most [`MAX_TAG_CHARS`] characters. However it is typed, the same
/// words are the same tag.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(Arc<str>);

/// A text that is no tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tag has 1 to {MAX_TAG_CHARS} characters, no control characters among them")]
pub struct InvalidTag;

impl Tag {
    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, InvalidTag> {
        let words = text.trim().trim_start_matches('#');
        let tag = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if tag.is_empty() || tag.chars().count() > MAX_TAG_CHARS || tag.chars().any(char::is_control) {
            return Err(InvalidTag);
        }
        Ok(Self(tag.into()))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_tag() {
        let tag: Tag = "refund late".parse().unwrap();
        for typed in [" Refund  late", "#refund late", "REFUND\u{a0}LATE "] {
            assert_eq!(typed.parse::<Tag>().as_ref(), Ok(&tag), "{typed}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for text in ["", "  ", "#", "a\u{7}b", &"x".repeat(41)] {
            assert!(text.parse::<Tag>().is_err(), "{text:?}");
        }
        assert!("é".repeat(40).parse::<Tag>().is_ok());
    }
}
