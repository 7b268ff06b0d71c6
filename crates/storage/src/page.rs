//! Pages of long lists. A cursor names the last row that was shown, so a page stays right while rows come
//! and go before it.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rapport_domain::Timestamp;

use crate::error::StorageError;

/// A part of a list, and where the next part begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// The cursor of the next part; `None` when this was the last.
    pub next: Option<Cursor>,
}

/// The place in a list after which the next page begins. Opaque to everybody outside storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    numbers: Vec<i64>,
    id: String,
}

impl<T> Page<T> {
    /// A page of `items`, of which one more than `limit` was fetched if there is a next page.
    pub(crate) fn cut(mut items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

impl Cursor {
    pub(crate) fn from_newest_first(at: Timestamp, id: impl fmt::Display) -> Self {
        Self { numbers: vec![at.as_micros()], id: id.to_string() }
    }

    pub(crate) fn from_ranked(rank: i64, since: Timestamp, id: impl fmt::Display) -> Self {
        Self { numbers: vec![rank, since.as_micros()], id: id.to_string() }
    }

    pub(crate) fn newest_first(&self) -> Result<(i64, String), StorageError> {
        match self.numbers[..] {
            [at] => Ok((at, self.id.clone())),
            _ => Err(StorageError::InvalidCursor),
        }
    }

    pub(crate) fn ranked(&self) -> Result<(i64, i64, String), StorageError> {
        match self.numbers[..] {
            [rank, since] => Ok((rank, since, self.id.clone())),
            _ => Err(StorageError::InvalidCursor),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(i64::to_string).collect();
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{} {}", numbers.join(" "), self.id)))
    }
}

impl FromStr for Cursor {
    type Err = StorageError;

    fn from_str(text: &str) -> Result<Self, StorageError> {
        let invalid = || StorageError::InvalidCursor;
        if text.len() > 200 {
            return Err(invalid());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        let plain = String::from_utf8(bytes).map_err(|_| invalid())?;
        let (numbers, id) = plain.rsplit_once(' ').ok_or_else(invalid)?;
        // PostgreSQL refuses a zero byte in a text.
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(invalid());
        }
        let numbers: Vec<i64> = numbers
            .split(' ')
            .map(|number| number.parse().map_err(|_| invalid()))
            .collect::<Result<_, _>>()?;
        Ok(Self { numbers, id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_prints() {
        let cursor = Cursor::from_ranked(-3, Timestamp::from_micros(77), "cnv_1");
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
    }

    #[test]
    fn a_made_up_cursor_is_refused() {
        let zero = URL_SAFE_NO_PAD.encode("1 a\0b");
        for text in ["", "x", "%%%", "bm9wZQ", &zero, &"a".repeat(500)] {
            assert!(text.parse::<Cursor>().is_err(), "{text:.30}");
        }
    }
}
