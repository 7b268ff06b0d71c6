//! How the tables of the practices are read: a line is an exchange and whether the practice is kept.

use crate::{
    case::Case,
    exchange::{Exchange, Practice},
};

/// Judges every line and reports all that differ at once.
pub fn check_all(practice: Practice, lines: &[(&str, &str, bool)]) {
    assert!(lines.len() >= 25, "a practice's table has at least 25 lines");
    let mut wrong = Vec::new();
    for (customer, reply, kept) in lines {
        let result = super::judge(practice, &Case::of(&Exchange::new(customer, reply)));
        if result.kept != *kept {
            let rules: Vec<_> = result.findings.iter().map(|f| f.rule).collect();
            wrong.push(format!("expected kept = {kept}: {customer:?} → {reply:?} ({rules:?})"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
