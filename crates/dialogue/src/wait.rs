//! Waits in words.

/// `minutes` in words that complete "in about …".
pub fn wait_words(minutes: u32, locale: &str) -> String {
    let hours = minutes.div_ceil(60);
    // Other languages get the units that all of them write.
    if !locale.to_ascii_lowercase().starts_with("en") {
        return if minutes < 60 { format!("{} min", minutes.max(1)) } else { format!("{hours} h") };
    }
    match minutes {
        0 | 1 => "a minute".to_owned(),
        2..=59 => format!("{minutes} minutes"),
        60 => "an hour".to_owned(),
        _ => format!("{hours} hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_told_shorter_than_it_is() {
        for (minutes, words) in [(0, "a minute"), (5, "5 minutes"), (60, "an hour"), (61, "2 hours")] {
            assert_eq!(wait_words(minutes, "en-GB"), words);
        }
        assert_eq!(wait_words(90, "de"), "2 h");
    }
}
