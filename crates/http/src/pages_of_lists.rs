//! Pages of lists: cursors and limits that callers give.

use rapport_desk::Cursor;

use crate::{
    problem::{Problem, kinds},
    shapes::{Page, PageQuery},
};

/// The items of a page where nothing is said.
const USUAL: u16 = 50;
/// The most items of a page.
const MOST: u16 = 100;

/// Where to go on, as an earlier page told.
pub(crate) fn cursor(text: Option<&str>) -> Result<Option<Cursor>, Problem> {
    text.map(|text| text.parse().map_err(|_| unknown_cursor())).transpose()
}

/// How many items.
pub(crate) fn limit(given: Option<u16>) -> Result<u32, Problem> {
    match given.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit.into()),
        _ => Err(Problem::field("limit", format!("must be 1 to {MOST}"))),
    }
}

/// A page of a list that is short enough to be read whole; its cursor is a position.
pub(crate) fn whole<T, U>(
    all: Vec<T>,
    query: &PageQuery,
    shape: impl Fn(T) -> U,
) -> Result<axum::Json<Page<U>>, Problem> {
    let from: usize = match &query.cursor {
        Some(text) => text.parse().map_err(|_| unknown_cursor())?,
        None => 0,
    };
    let most = limit(query.limit)? as usize;
    let to = from.saturating_add(most);
    let next = (to < all.len()).then(|| to.to_string());
    let items = all.into_iter().skip(from).take(most).map(shape).collect();
    Ok(axum::Json(Page { items, next }))
}

fn unknown_cursor() -> Problem {
    Problem::new(kinds::MALFORMED, "The cursor is not one that an earlier page gave.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cursor: Option<&str>, limit: Option<u16>) -> Result<(Vec<u32>, Option<String>), u16> {
        let query = PageQuery { cursor: cursor.map(str::to_owned), limit };
        let page = whole((0..120).collect(), &query, |n: u32| n).map_err(|problem| problem.shape().status)?;
        Ok((page.0.items, page.0.next))
    }

    #[test]
    fn pages_follow_each_other_without_a_gap() {
        let (first, next) = page(None, Some(100)).unwrap();
        let (second, end) = page(next.as_deref(), Some(100)).unwrap();
        assert_eq!((first.len(), second.len(), end), (100, 20, None));
        assert_eq!(second[0], 100);
        assert_eq!(page(None, None).unwrap().0.len(), 50);
    }

    #[test]
    fn made_up_pages_are_refused() {
        assert_eq!(page(Some("x"), None), Err(400));
        assert_eq!(page(Some("-1"), None), Err(400));
        assert_eq!(page(None, Some(0)), Err(422));
        assert_eq!(page(None, Some(101)), Err(422));
        assert_eq!(page(Some("18446744073709551615"), None), Ok((vec![], None)));
        assert!(cursor(Some("%%%")).is_err());
    }
}
