//! Ends the process at a named step, for the crash harness: `RAPPORT_KILL_AT=before_commit:3` is the third
//! time that a reply is about to be committed.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use rapport_desk::Step;

/// Where the process ends, if anywhere.
pub struct CrashPoint {
    at: Option<Step>,
    left: AtomicU64,
}

impl CrashPoint {
    /// From the environment.
    pub fn from_environment() -> Result<Self> {
        match std::env::var("RAPPORT_KILL_AT") {
            Ok(text) => Self::parse(&text),
            Err(_) => Ok(Self { at: None, left: AtomicU64::new(0) }),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let (name, count) = text.split_once(':').unwrap_or((text, "1"));
        let at = Step::ALL.into_iter().find(|step| step.as_str() == name);
        let at = at.with_context(|| format!("RAPPORT_KILL_AT: {name:?} is not a step"))?;
        let left = count.parse().context("RAPPORT_KILL_AT: the count must be a whole number")?;
        Ok(Self { at: Some(at), left: AtomicU64::new(left) })
    }

    /// Ends the process, as if the power had gone, when its step has come often enough.
    pub fn reached(&self, step: Step) {
        if self.at == Some(step) && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let pid = std::process::id().to_string();
            // SIGKILL gives no destructor and no buffer a chance.
            let _ = std::process::Command::new("kill").args(["-KILL", &pid]).status();
            std::thread::park();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_named() {
        assert_eq!(CrashPoint::parse("accepted:3").unwrap().at, Some(Step::Accepted));
        assert!(CrashPoint::parse("nowhere").is_err());
        assert!(CrashPoint::parse("accepted:often").is_err());
    }
}
