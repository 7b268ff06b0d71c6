//! When an answer holds, and for whom.

use serde::{Deserialize, Serialize};

/// When an answer holds, and for whom. Outside it is not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Validity {
    /// The first day on which it holds, as `YYYY-MM-DD`, where the company is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// For whom it holds.
    #[serde(skip_serializing_if = "Audience::is_all")]
    pub audience: Audience,
}

/// For whom an answer holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    #[default]
    All,
    /// Customers whom the shop has signed in.
    SignedIn,
}

impl Audience {
    /// Whether it is for everybody.
    pub const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

impl Validity {
    /// Whether it holds at all times for everybody.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it holds on `day`, written `YYYY-MM-DD`. Days written so are ordered as texts.
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_deref().is_none_or(|from| from <= day)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }

    /// Whether it is for this customer.
    pub const fn is_for(&self, signed_in: bool) -> bool {
        signed_in || self.audience.is_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_days_belong_to_it() {
        let winter = Validity {
            from: Some("2026-12-01".into()),
            until: Some("2027-02-28".into()),
            audience: Audience::All,
        };
        for (day, holds) in
            [("2026-11-30", false), ("2026-12-01", true), ("2027-02-28", true), ("2027-03-01", false)]
        {
            assert_eq!(winter.holds_on(day), holds, "{day}");
        }
        assert!(Validity::default().holds_on("2026-01-01") && Validity::default().is_open());
        let members = Validity { audience: Audience::SignedIn, ..Validity::default() };
        assert!(members.is_for(true) && !members.is_for(false) && !members.is_open());
    }
}
