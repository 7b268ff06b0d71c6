//! Which language a message is written in. The reader understands English and abstains from the rest.

use whatlang::{Lang, Script, detect, detect_script};

/// Below so many letters, trigrams guess wildly; Latin script is then taken for English.
const FEW_LETTERS: usize = 15;

/// Words that only English has, or that English has so often that a short text with one is English.
const ENGLISH: [&str; 96] = [
    "the", "a", "an", "and", "or", "but", "is", "are", "was", "were", "be", "been", "i", "i'm", "im", "you",
    "your", "my", "me", "we", "our", "it", "it's", "its", "this", "that", "these", "they", "he", "she", "to",
    "of", "in", "on", "for", "with", "at", "from", "not", "no", "don't", "dont", "can't", "cant", "won't",
    "have", "has", "had", "do", "does", "did", "what", "how", "why", "when", "where", "which", "who", "can",
    "could", "would", "will", "should", "please", "pls", "thanks", "thank", "thx", "sorry", "hello", "hey",
    "still", "again", "order", "refund", "delivery", "parcel", "account", "need", "want", "help", "get",
    "got", "just", "any", "there", "here", "now", "yes", "ok", "good", "great", "love", "never", "always",
    "so",
];

/// BCP 47 code of the language of `text`; `und` when there are no letters to tell by.
pub(crate) fn language(text: &str) -> &'static str {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return "und";
    }
    if let Some(script) = detect_script(text).filter(|script| *script != Script::Latin) {
        let sure = detect(text).filter(whatlang::Info::is_reliable);
        return sure.map_or(commonest(script), |found| code(found.lang()));
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('’', "'"))
        .collect();
    let english = words.iter().filter(|word| ENGLISH.contains(&word.as_str())).count();
    if letters < FEW_LETTERS || english * 8 >= words.len() {
        return "en";
    }
    match detect(text) {
        Some(found) if found.is_reliable() => code(found.lang()),
        _ => "en",
    }
}

/// The language that most people write a script in, for texts too short to tell.
fn commonest(script: Script) -> &'static str {
    match script {
        Script::Cyrillic => "ru",
        Script::Arabic => "ar",
        Script::Devanagari => "hi",
        Script::Hebrew => "he",
        Script::Greek => "el",
        Script::Mandarin => "zh",
        Script::Hangul => "ko",
        Script::Hiragana | Script::Katakana => "ja",
        Script::Thai => "th",
        Script::Bengali => "bn",
        Script::Tamil => "ta",
        _ => "und",
    }
}

/// Two letters where the standard has two.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Hrv => "hr",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bul => "bg",
        Lang::Ell => "el",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Tam => "ta",
        Lang::Tha => "th",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_latin_is_english_and_the_rest_is_told() {
        for (text, expected) in [
            ("fine.", "en"),
            ("what are your opening hours?", "en"),
            ("wer r u my parcel not come", "en"),
            ("Guten Tag, ich habe gestern eine Bestellung aufgegeben und warte noch immer.", "de"),
            ("Bonjour, je voudrais savoir où se trouve ma commande s'il vous plaît", "fr"),
            ("где мой заказ?", "ru"),
            ("我的包裹在哪里?", "zh"),
            ("😡😡😡", "und"),
            ("12345", "und"),
        ] {
            assert_eq!(language(text), expected, "{text}");
        }
    }
}
