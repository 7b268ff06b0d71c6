//! What stands against publishing. Tests that fail keep content from being published, unless somebody who may says
//! why it must be all the same; that stands in the audit log for ever.

use rapport_domain::redact::redact;

use super::{CheckedContent, Finding, Severity};
use crate::{DeskError, error::invalid, releases::content_errors};

/// How long a reason may be, in characters: long enough to mean something.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 10..=300;

impl CheckedContent {
    /// The findings with which it cannot be published at all.
    pub fn errors(&self) -> Vec<Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect()
    }

    /// How many tests, flows and demands of sameness fail.
    pub fn failing(&self) -> u32 {
        let (tests, flows, below) = self.failures();
        u32::try_from(tests + flows + below.len()).unwrap_or(u32::MAX)
    }

    /// What stands against publishing it besides errors, each as a plain sentence.
    pub fn objections(&self) -> Vec<String> {
        let (tests, flows, below) = self.failures();
        let mut objections = Vec::new();
        if tests > 0 {
            let verb = if tests == 1 { "fails" } else { "fail" };
            objections.push(format!("{tests} of {} conversation tests {verb}.", self.tests.len()));
        }
        if flows > 0 {
            let verb = if flows == 1 { "does" } else { "do" };
            objections.push(format!("{flows} of {} flows {verb} not fit every mood.", self.moods.len()));
        }
        objections.extend(below.iter().cloned());
        objections
    }

    fn failures(&self) -> (usize, usize, &[String]) {
        let tests = self.tests.iter().filter(|test| !test.passed()).count();
        let flows = self.moods.iter().filter(|flow| !flow.passed()).count();
        (tests, flows, self.sameness.as_ref().map_or(&[], |sameness| &sameness.below))
    }

    /// Whether it may be published: refused with errors, and with objections unless there is a reason to publish it
    /// `despite` them. The reason comes back where it is needed.
    pub(crate) fn admit(&self, despite: Option<&str>) -> Result<Option<String>, DeskError> {
        let errors = self.errors();
        if !errors.is_empty() {
            return Err(content_errors(&errors));
        }
        let objections = self.objections();
        match despite {
            _ if objections.is_empty() => Ok(None),
            None => Err(DeskError::Unproven(objections)),
            Some(reason) => {
                let reason = redact(reason.trim()).into_owned();
                if !REASON_CHARS.contains(&reason.chars().count()) {
                    let (least, most) = (REASON_CHARS.start(), REASON_CHARS.end());
                    return Err(invalid(
                        "despite",
                        format!("Say in {least} to {most} characters why it must be published all the same."),
                    ));
                }
                Ok(Some(reason))
            }
        }
    }
}
