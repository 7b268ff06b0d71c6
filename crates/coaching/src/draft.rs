//! A draft while it is being written: the few hints that are worth an agent's eye, each with a wording that can
//! be taken over, and how its manner fits the customer's.

use std::ops::Range;

use rapport_domain::content::Statement;

use crate::{
    case::Case,
    catalogue::{self, Remedy, RuleEntry},
    coach::report,
    exchange::{Exchange, Finding, Practice},
    learned::is_learned,
    manner::{Aspect, manner},
};

/// What is said about a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct CoachedDraft {
    /// What could be better, in the order of the draft; the few that matter most.
    pub hints: Vec<Hint>,
    /// How the draft's manner fits the customer's; none before there is something to compare.
    pub manner: Vec<Aspect>,
}

/// Something that could be better in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The rule's stable name.
    pub rule: &'static str,
    /// The practice that it guards.
    pub practice: Practice,
    /// What the rule is called for people.
    pub title: &'static str,
    /// First code point of what it speaks of; where something is missing, the whole draft is meant.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Whether something is missing, so that no words of the draft are at fault.
    pub missing: bool,
    /// Why, in plain and kind words.
    pub message: String,
    /// A better wording, or what to do where only the writer can.
    pub better: String,
    /// The change that takes the better wording over.
    pub edit: Option<Edit>,
}

/// A change of a draft: the code points from `start` to `end` become `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
}

/// More hints than these are a lecture.
const MOST_HINTS: usize = 3;

/// Judges a draft for the one who writes it.
pub fn coach_draft(exchange: &Exchange<'_>, statements: &[Statement]) -> CoachedDraft {
    if exchange.reply.trim().is_empty() {
        return CoachedDraft { hints: Vec::new(), manner: Vec::new() };
    }
    let case = Case::of(exchange);
    let findings = report(&case, statements).findings;
    CoachedDraft { hints: hints(findings, &case), manner: manner(&case, is_finished(exchange.reply)) }
}

/// Whether the last sentence has come to its end. Before that, what is missing may still come.
fn is_finished(draft: &str) -> bool {
    let last =
        draft.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | ')'));
    last.ends_with(['.', '!', '?', '…'])
}

fn hints(findings: Vec<Finding>, case: &Case<'_>) -> Vec<Hint> {
    let finished = is_finished(case.exchange.reply);
    let known =
        findings.into_iter().filter_map(|finding| Some((catalogue::rule_named(finding.rule)?, finding)));
    let mut hints: Vec<Hint> = known.map(|(entry, finding)| hint(entry, finding, case)).collect();
    // A sentence that is put right often holds what seemed to be missing.
    let wrong = |hint: &Hint| !matches!(hint.practice, Practice::Matched | Practice::Checked);
    let wait = !finished || hints.iter().any(|hint| !hint.missing && wrong(hint));
    hints.retain(|hint| !(hint.missing && wait));
    // Rules know the words that they mark; what was learnt judges whole replies.
    hints.retain(|hint| finished || !is_learned(hint.rule));
    // A rule knows why; what was learnt speaks where no rule does.
    hints.sort_by_key(|hint| (hint.missing, is_learned(hint.rule), weight(hint), hint.start));
    let mut kept: Vec<Hint> = Vec::new();
    for hint in hints {
        let same_place = kept.iter().any(|other| match (hint.missing, other.missing) {
            (true, true) => true,
            (false, false) => overlaps(&sentence_of(case, &hint), &sentence_of(case, other)),
            _ => hint.better == other.better,
        });
        if !same_place && kept.len() < MOST_HINTS {
            kept.push(hint);
        }
    }
    kept.sort_by_key(|hint| (hint.missing, hint.start));
    kept
}

/// What hurts a customer most comes first.
fn weight(hint: &Hint) -> u8 {
    if hint.missing {
        return match hint.rule {
            "no-action" => 0,
            "action-without-empathy" => 1,
            "not-heard" => 2,
            _ => 3,
        };
    }
    match hint.practice {
        Practice::NotReactive => 0,
        Practice::Acceptance => 1,
        Practice::NoClaimedFeeling => 2,
        Practice::NotDefensive => 3,
        Practice::EmpathyWithAction => 4,
        Practice::Heard => 5,
        Practice::Matched => 6,
        Practice::Checked => 7,
    }
}

fn hint(entry: &RuleEntry, finding: Finding, case: &Case<'_>) -> Hint {
    let whole = case.reply.whole();
    let speaks_of_all = (finding.start, finding.end) == (whole.start, whole.end);
    let adds = matches!(entry.remedy, Remedy::First | Remedy::Last);
    let formula = entry.rule == "empty-acknowledgement" && speaks_of_all;
    Hint {
        rule: entry.rule,
        practice: entry.practice,
        title: entry.title,
        start: finding.start,
        end: finding.end,
        missing: speaks_of_all && adds || formula,
        edit: edit(if formula { Remedy::First } else { entry.remedy }, &finding, case),
        message: finding.message,
        better: finding.suggestion,
    }
}

fn edit(remedy: Remedy, finding: &Finding, case: &Case<'_>) -> Option<Edit> {
    let text = finding.suggestion.trim();
    // Where the wording has a gap, only the writer can fill it.
    if text.contains('…') && remedy != Remedy::Mend {
        return None;
    }
    match remedy {
        Remedy::Advice => None,
        Remedy::Instead => instead(finding, case),
        Remedy::First => {
            let at = after_greeting(case);
            Some(Edit { start: at, end: at, text: format!("{text} ") })
        }
        Remedy::Last => {
            let end = case.exchange.reply.trim_end().chars().count();
            let at = u32::try_from(end).ok()?;
            Some(Edit { start: at, end: at, text: format!(" {text}") })
        }
        Remedy::Mend => mended(finding, case),
    }
}

/// Most words that a sentence may lose besides those that break the rule.
const MOST_LOST: usize = 8;

/// The wording in place of the sentence, unless facts or a good deal more would go with it.
fn instead(finding: &Finding, case: &Case<'_>) -> Option<Edit> {
    let sentence = sentence_at(case, finding.start)?;
    let letters: Vec<char> = case.exchange.reply.chars().collect();
    let stretch = |range: Range<u32>| -> String {
        letters.get(range.start as usize..range.end as usize).unwrap_or_default().iter().collect()
    };
    let before = stretch(sentence.start..finding.start.max(sentence.start));
    let after = stretch(finding.end.min(sentence.end)..sentence.end);
    let lost = before.split_whitespace().count() + after.split_whitespace().count();
    let facts = before.chars().chain(after.chars()).any(char::is_numeric);
    if facts || lost > MOST_LOST {
        return None;
    }
    Some(Edit {
        start: sentence.start,
        end: sentence.end.max(finding.end),
        text: finding.suggestion.trim().to_owned(),
    })
}

/// One mark for many, a full stop for an exclamation mark, small letters for capitals.
fn mended(finding: &Finding, case: &Case<'_>) -> Option<Edit> {
    let take = (finding.end.checked_sub(finding.start)?) as usize;
    let found: String = case.exchange.reply.chars().skip(finding.start as usize).take(take).collect();
    let text = if found.chars().all(|c| !c.is_alphanumeric()) {
        if found.contains(['?', '？']) { "?".to_owned() } else { ".".to_owned() }
    } else {
        let begins = sentence_at(case, finding.start).is_some_and(|range| range.start == finding.start);
        in_small_letters(&found, begins)
    };
    Some(Edit { start: finding.start, end: finding.end, text })
}

fn in_small_letters(text: &str, begins_sentence: bool) -> String {
    let word = |(at, word): (usize, &str)| {
        let lower = word.to_lowercase();
        let first_person = matches!(lower.split(['\'', '’']).next(), Some("i"));
        if first_person || at == 0 && begins_sentence {
            let mut letters = lower.chars();
            letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
        } else {
            lower
        }
    };
    text.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Longest greeting, in words.
const GREETING_WORDS: usize = 5;

/// Where a first sentence belongs: after "Hi Mia,".
fn after_greeting(case: &Case<'_>) -> u32 {
    let sentences = case.reply.sentences();
    let [first, second, ..] = sentences else { return 0 };
    let words = case.reply.of(first).split_whitespace().count();
    let opening = case.reply.of(first).split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let greets = matches!(opening, "hi" | "hello" | "hey" | "dear" | "good" | "thanks" | "thank");
    if greets && words <= GREETING_WORDS { case.reply.span(second.range.clone()).start } else { 0 }
}

fn sentence_of(case: &Case<'_>, hint: &Hint) -> Range<u32> {
    let sentence = sentence_at(case, hint.start).unwrap_or(hint.start..hint.end);
    sentence.start..sentence.end.max(hint.end)
}

fn sentence_at(case: &Case<'_>, code_point: u32) -> Option<Range<u32>> {
    let spans = case.reply.sentences().iter().map(|sentence| case.reply.span(sentence.range.clone()));
    spans.map(|span| span.start..span.end).find(|range| range.contains(&code_point))
}

fn overlaps(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: &str = "This is ridiculous. My parcel still hasn't arrived and nobody answers!";

    fn coached(customer: &str, draft: &str) -> CoachedDraft {
        coach_draft(&Exchange::new(customer, draft), &[])
    }

    /// The draft after every hint's wording was taken over, last first so that places stay true.
    fn taken_over(customer: &str, draft: &str) -> String {
        let mut letters: Vec<char> = draft.chars().collect();
        for hint in coached(customer, draft).hints.iter().rev() {
            let Some(edit) = &hint.edit else { continue };
            letters.splice(edit.start as usize..edit.end as usize, edit.text.chars());
        }
        letters.into_iter().collect()
    }

    fn rules(customer: &str, draft: &str) -> Vec<&'static str> {
        coached(customer, draft).hints.iter().map(|hint| hint.rule).collect()
    }

    #[test]
    fn a_good_draft_gets_no_hint() {
        let good = "You're right, your parcel should have been there. I'm finding it now. Is the address still the same?";
        assert_eq!(rules(LATE, good), [""; 0]);
        assert_eq!(rules("When do you open?", "We open at nine."), [""; 0]);
        assert_eq!(rules(LATE, "  "), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_told_once_and_only_when_the_draft_has_ended() {
        assert_eq!(rules(LATE, "Please send your order number").len(), 0);
        assert_eq!(rules(LATE, "Please send your order number.").len(), 1);
        assert_eq!(rules(LATE, "Noted.").len(), 1);
    }

    #[test]
    fn a_wording_takes_the_place_of_its_sentence_alone() {
        assert_eq!(
            taken_over(LATE, "I know how you feel. I'm finding your parcel now."),
            "I can understand why you feel that way. I'm finding your parcel now."
        );
        assert_eq!(
            taken_over(LATE, "I see your parcel hasn't arrived. Let's find it!"),
            "I see your parcel hasn't arrived. Let's find it."
        );
        assert_eq!(
            taken_over(LATE, "Hi Mia,\nI'm checking the tracking now."),
            "Hi Mia,\nI can see that your parcel still hasn't arrived and nobody answers. I'm checking the tracking now."
        );
    }

    #[test]
    fn facts_are_never_taken_out() {
        let draft = "Please calm down, your parcel 100482 is with the courier and comes on Tuesday.";
        let hints = coached(LATE, draft).hints;
        let calm = hints.iter().find(|hint| hint.rule == "told-to-calm-down").unwrap();
        assert_eq!(calm.edit, None);
        assert!(!calm.better.is_empty());
    }

    #[test]
    fn capitals_are_made_small() {
        assert_eq!(in_small_letters("PLEASE READ WHAT I'VE SENT", true), "Please read what I've sent");
        assert_eq!(in_small_letters("READ THIS", false), "read this");
    }

    #[test]
    fn places_count_code_points() {
        let draft = "Grüße 😀 I know how you feel. I'm finding it now.";
        let hints = coached(LATE, draft).hints;
        let claimed = hints.iter().find(|hint| hint.rule == "claimed-feeling").unwrap();
        let marked: String =
            draft.chars().skip(claimed.start as usize).take((claimed.end - claimed.start) as usize).collect();
        assert_eq!(marked.to_lowercase(), "i know how you feel");
    }
}
