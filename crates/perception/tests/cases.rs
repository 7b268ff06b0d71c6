//! A table of messages with what must be read in them: `cases.txt`.

use std::collections::BTreeSet;
use std::path::Path;

use rapport_domain::feeling::Feeling;
use rapport_domain::perception::{HostilityLevel, Perception};
use rapport_perception::{Reader, Weights};

/// Lines of the table that are marked as known failures, so that their number is seen to change.
const KNOWN_FAILURES: usize = 18;

#[test]
fn every_case_is_read_as_the_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let weights = Weights::from_folder(&folder).expect("the folder holds the weights");
    let reader = Reader::load(&weights).expect("they load");
    let (mut wrong, mut mended, mut cases, mut known) = (Vec::new(), Vec::new(), 0, 0);
    for line in include_str!("cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (line, fails) = line.strip_prefix("known failure: ").map_or((line, false), |rest| (rest, true));
        let (expected, text) = line.split_once(" | ").expect("EXPECTATIONS | MESSAGE");
        let found = reader.read(text, &[]).perception;
        let misread = Expected::parse(expected).misread(&found);
        cases += 1;
        known += usize::from(fails);
        match (misread, fails) {
            (Some(why), false) => wrong.push(format!("{line}\n      {why}")),
            (None, true) => mended.push(line),
            _ => {}
        }
    }
    assert!(cases >= 250, "{cases} cases");
    assert!(wrong.is_empty(), "{} of {cases} misread:\n{}", wrong.len(), wrong.join("\n"));
    assert!(mended.is_empty(), "no longer failures:\n{}", mended.join("\n"));
    assert_eq!(known, KNOWN_FAILURES);
}

/// What one line of the table asks for.
#[derive(Default)]
struct Expected {
    feelings: BTreeSet<Feeling>,
    hostility: Vec<HostilityLevel>,
    urgent: Option<bool>,
    complaint: Option<bool>,
}

impl Expected {
    fn parse(words: &str) -> Self {
        let mut expected = Self::default();
        for word in words.split_whitespace() {
            match word {
                "negative" => expected.feelings.extend(Feeling::ALL.into_iter().filter(|f| f.is_negative())),
                "positive" => expected.feelings.extend(Feeling::ALL.into_iter().filter(|f| f.is_positive())),
                "urgent" | "unhurried" => expected.urgent = Some(word == "urgent"),
                "complaint" | "content" => expected.complaint = Some(word == "complaint"),
                "@none" => expected.hostility.push(HostilityLevel::None),
                "@rude" => expected.hostility.push(HostilityLevel::Rude),
                "@abusive" => expected.hostility.push(HostilityLevel::Abusive),
                "@threat" => expected.hostility.push(HostilityLevel::Threat),
                feeling => {
                    expected.feelings.insert(feeling.parse().expect("a feeling"));
                }
            }
        }
        if expected.hostility.is_empty() {
            expected.hostility.push(HostilityLevel::None);
        }
        expected
    }

    /// What does not hold, if anything.
    fn misread(&self, found: &Perception) -> Option<String> {
        let feeling = found.likeliest();
        if !self.feelings.is_empty() && !self.feelings.contains(&feeling) {
            return Some(format!("{feeling:?} {:.2}", found.feelings[feeling.index()]));
        }
        if !self.hostility.contains(&found.hostility.level) {
            return Some(format!("{:?}", found.hostility));
        }
        if self.urgent.is_some_and(|urgent| urgent != (found.urgency >= 0.4)) {
            return Some(format!("urgency {:.2}", found.urgency));
        }
        if self.complaint.is_some_and(|complaint| complaint != (found.complaint >= 0.5)) {
            return Some(format!("complaint {:.2}", found.complaint));
        }
        None
    }
}
