//! The part of a text that shows why it was found, with the hits told from the rest.

/// Characters of an excerpt, about.
const LENGTH: usize = 180;
/// Characters before the first hit, about.
const LEAD: usize = 50;

/// A stretch of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// Whether this is what was searched for.
    pub hit: bool,
}

/// The part of `text` around the first hits, which are ranges of bytes in their order.
pub(super) fn excerpt(text: &str, hits: &[(usize, usize)]) -> Vec<Piece> {
    let first = hits.first().map_or(0, |(start, _)| *start);
    let from = start_of_window(text, first);
    let to = end_of_window(text, from, hits.first().map_or(0, |(_, end)| *end));
    let mut pieces = Vec::new();
    let mut at = from;
    if from > 0 {
        push(&mut pieces, "…", false);
    }
    for (start, end) in hits.iter().copied().filter(|(start, end)| *start >= from && *end <= to) {
        push(&mut pieces, &text[at..start], false);
        push(&mut pieces, &text[start..end], true);
        at = end;
    }
    push(&mut pieces, &text[at..to], false);
    if to < text.trim_end().len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

/// A little before the first hit, at the beginning of a word.
fn start_of_window(text: &str, first: usize) -> usize {
    let before = &text[..first];
    let Some((at, _)) = before.char_indices().rev().nth(LEAD) else { return 0 };
    match before[at..].find(char::is_whitespace) {
        Some(space) => {
            let rest = &before[at + space..];
            at + space + (rest.len() - rest.trim_start().len())
        }
        None => at,
    }
}

/// Where the excerpt ends: at the end of a word, and not within the first hit.
fn end_of_window(text: &str, from: usize, least: usize) -> usize {
    let rest = &text[from..];
    let Some((cut, _)) = rest.char_indices().nth(LENGTH) else { return from + rest.trim_end().len() };
    let whole = rest[..cut].rfind(char::is_whitespace).map_or(from + cut, |space| from + space);
    if whole >= least { from + text[from..whole].trim_end().len() } else { least.max(from + cut) }
}

fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.hit == hit && !hit => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), hit }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &[&str]) -> String {
        let mut hits: Vec<_> = words
            .iter()
            .flat_map(|word| text.match_indices(word).map(|(at, w)| (at, at + w.len())))
            .collect();
        hits.sort_unstable();
        let pieces = excerpt(text, &hits);
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(shown("The tent leaks.", &["tent"]), "The [tent] leaks.");
        assert_eq!(shown("tent", &["tent"]), "[tent]");
        assert_eq!(shown("nothing here", &[]), "nothing here");
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_first_hit() {
        let text = format!("{}the blue tent leaks {}", "long ago ".repeat(30), "and so on ".repeat(40));
        let shown = shown(&text, &["tent", "leaks"]);
        assert!(shown.starts_with("…ago long") || shown.starts_with("…long ago"), "{shown}");
        assert!(shown.contains("the blue [tent] [leaks] and so"), "{shown}");
        assert!(shown.ends_with('…') && shown.chars().count() < 200, "{shown}");
    }

    #[test]
    fn letters_of_several_bytes_are_never_cut() {
        let text = "ü".repeat(400) + " tent " + &"é".repeat(400);
        assert!(shown(&text, &["tent"]).contains("[tent]"));
        let one = "ß".repeat(900);
        assert!(excerpt(&one, &[(0, one.len())]).iter().any(|piece| piece.hit));
    }
}
