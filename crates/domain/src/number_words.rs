//! English words for numbers, for whoever compares what texts say.

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The number of a word from "zero" to "nineteen", in small letters.
pub fn unit(word: &str) -> Option<u32> {
    (0..).zip(UNITS).find(|(_, name)| *name == word).map(|(number, _)| number)
}

/// The number of "twenty", "thirty" … "ninety", in small letters.
pub fn tens(word: &str) -> Option<u32> {
    (2..).zip(TENS).find(|(_, name)| *name == word).map(|(number, _)| number * 10)
}

/// The words from "one" to "twelve", as alternatives of a pattern.
pub fn up_to_twelve() -> String {
    UNITS[1..=12].join("|")
}

/// Whether a word in small letters is one of which numbers are made.
pub fn is_number(word: &str) -> bool {
    unit(word).is_some() || tens(word).is_some() || matches!(word, "hundred" | "thousand")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_numbers_that_they_name() {
        assert_eq!((unit("zero"), unit("nineteen"), unit("twenty")), (Some(0), Some(19), None));
        assert_eq!((tens("twenty"), tens("ninety"), tens("ten")), (Some(20), Some(90), None));
        assert!(up_to_twelve().starts_with("one|two") && up_to_twelve().ends_with("|twelve"));
        assert!(is_number("hundred") && is_number("one") && !is_number("once"));
    }
}
