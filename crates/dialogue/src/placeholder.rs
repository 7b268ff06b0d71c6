//! `{placeholders}` in authored texts: found, filled, and left out with their clause when nobody knows them.

/// The names in `{…}` of `template`, in order.
pub fn names(template: &str) -> Vec<&str> {
    pieces(template)
        .into_iter()
        .filter_map(|piece| if let Piece::Name(name) = piece { Some(name) } else { None })
        .collect()
}

/// `template` with its placeholders filled; the names that `value_of` does not know come back beside it
/// and leave a gap.
pub fn fill(template: &str, value_of: &dyn Fn(&str) -> Option<String>) -> (String, Vec<String>) {
    let mut text = String::with_capacity(template.len());
    let mut missing = Vec::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Name(name) => match value_of(name) {
                Some(value) => text.push_str(&value),
                None => missing.push(name.to_owned()),
            },
        }
    }
    (text, missing)
}

/// `template` with its placeholders filled; a clause (up to `.`, `;`, `!`, `?`) whose value nobody knows is
/// left out, so that no wait is told that nobody can tell.
pub fn fill_known(template: &str, value_of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    for clause in clauses(template) {
        let (filled, missing) = fill(clause, value_of);
        if missing.is_empty() {
            text.push_str(&filled);
        } else if text.trim_end().ends_with(';') {
            text.truncate(text.trim_end().len() - 1);
            text.push('.');
        }
    }
    text.trim().to_owned()
}

fn clauses(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut inside = false;
    for (at, c) in template.char_indices() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        let next = at + c.len_utf8();
        let ends = matches!(c, '.' | ';' | '!' | '?') && template[next..].starts_with(char::is_whitespace);
        if ends && !inside {
            found.push(&template[from..next]);
            from = next;
        }
    }
    found.push(&template[from..]);
    found
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// A brace that opens no well-formed name is plain text.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        let name_ends = after.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
        match name_ends {
            Some(end) if end > 0 && after[end..].starts_with('}') => {
                found.push(Piece::Text(&rest[..open]));
                found.push(Piece::Name(&after[..end]));
                rest = &after[end + 1..];
            }
            _ => {
                found.push(Piece::Text(&rest[..=open]));
                rest = after;
            }
        }
    }
    found.push(Piece::Text(rest));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<String> {
        match name {
            "place" => Some("3".to_owned()),
            "order.number" => Some("100482".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn known_names_are_filled_and_unknown_ones_named() {
        assert_eq!(names("a {x} b {order.number}{ y}"), ["x", "order.number"]);
        assert_eq!(
            fill("Order {order.number} {x}", &known),
            ("Order 100482 ".to_owned(), vec!["x".to_owned()])
        );
        assert_eq!(fill("{ not a name } {", &known).0, "{ not a name } {");
    }

    #[test]
    fn what_nobody_knows_is_not_said() {
        let text =
            "You are number {place} in the queue; someone answers in about {wait}. They see everything.";
        assert_eq!(fill_known(text, &known), "You are number 3 in the queue. They see everything.");
        assert_eq!(fill_known("Back {opens}.", &known), "");
    }
}
