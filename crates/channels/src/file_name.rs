//! Names of files that somebody sent: harmless in headers, folders and pages.

/// The longest name that is kept, in characters.
const MAX_CHARS: usize = 100;

/// `name` without folders, control characters and characters with a meaning to file systems, headers or
/// pages; cut in the middle of its stem so that its ending stays; `file` where nothing is left.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let safe: String = crate::text::clean(last)
        .chars()
        .map(|c| {
            if matches!(c, '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%' | '`' | '\n' | '\t') {
                '_'
            } else {
                c
            }
        })
        .collect();
    // Leading dots hide a file or climb out of a folder; trailing dots and blanks vanish on Windows.
    let safe = safe.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if safe.chars().all(|c| c == '_' || c.is_whitespace()) {
        return "file".to_owned();
    }
    shorten(safe)
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let kept: String = stem.chars().take(MAX_CHARS - ending.chars().count()).collect();
    kept + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_plain_ones() {
        for (input, expected) in [
            ("tent.jpg", "tent.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\photo.png", "photo.png"),
            (".htaccess", "htaccess"),
            ("...", "file"),
            ("", "file"),
            ("a\r\nContent-Type: text.png", "a_Content-Type_ text.png"),
            ("\"><script>alert(1).jpg", "___script_alert(1).jpg"),
            ("report\u{202e}gpj.exe", "reportgpj.exe"),
            ("nul\0l.pdf", "null.pdf"),
            ("été 2026.pdf", "été 2026.pdf"),
            ("???", "file"),
        ] {
            assert_eq!(clean(input), expected, "{input:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending() {
        let cleaned = clean(&format!("{}.jpeg", "ä".repeat(500)));
        assert!(cleaned.ends_with("ä.jpeg") && cleaned.chars().count() == MAX_CHARS, "{cleaned}");
        assert_eq!(clean(&"x".repeat(500)).len(), MAX_CHARS);
    }
}
