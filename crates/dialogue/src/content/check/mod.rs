//! Looks for everything in content that would let customers down.

mod asks;
mod company;
mod dates;
mod flow_graph;
mod flows;
mod help_centre;
mod statements;
mod topics;
mod wordings;

pub use dates::{check_dates, day_of};
use rapport_domain::content::Content;

use super::Finding;

/// Everything that is wrong with `content`, errors first. Files are named as [`export`](super::export)
/// writes them.
pub fn check(content: &Content) -> Vec<Finding> {
    let mut findings = Vec::new();
    company::check(content, &mut findings);
    wordings::check(content, &mut findings);
    topics::check(content, &mut findings);
    flows::check(content, &mut findings);
    statements::check(content, &mut findings);
    help_centre::check(content, &mut findings);
    findings.sort_by(|a, b| (a.severity, a).cmp(&(b.severity, b)));
    findings.dedup();
    findings
}
