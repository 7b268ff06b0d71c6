//! Whether an authored statement may be said in a turn, and how it reads when its blanks are filled.

use rapport_domain::{
    content::{FramingPart, Statement},
    id::StatementId,
    perception::HostilityLevel,
};

use crate::{exchange::Speaker, framing::FramingRequest, terms::Terms, text::Text};

/// Whether a text is read or heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Register {
    /// Read.
    #[default]
    Written,
    /// Heard.
    Spoken,
}

/// A statement that this customer was told before, in whatever conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentUse {
    /// Which.
    pub statement: StatementId,
    /// How many days ago, rounded down.
    pub days_ago: u32,
}

/// Why a statement may not be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotEligible {
    /// It was said in this conversation.
    #[error("it was said in this conversation")]
    SaidBefore,
    /// This customer was told it a short while ago.
    #[error("this customer was told it a short while ago")]
    Resting,
    /// It is for another feeling.
    #[error("it is for another feeling")]
    Feeling,
    /// The feeling is weaker or stronger than it is for.
    #[error("the feeling is weaker or stronger than it is for")]
    Intensity,
    /// It is for something more urgent.
    #[error("it is for something more urgent")]
    Urgency,
    /// It is for customers who have come back about it.
    #[error("it is for customers who have come back about it")]
    NotRepeated,
    /// It does not go with this kind of reply.
    #[error("it does not go with this kind of reply")]
    Decision,
    /// One of its never-whens holds.
    #[error("one of its never-whens holds")]
    Never,
    /// A blank has nothing to fill it.
    #[error("a blank has nothing to fill it")]
    Blank,
    /// It would tell the customer something that they did not say.
    #[error("it would tell the customer something that they did not say")]
    NotTold,
    /// It is too loud for someone who hurts.
    #[error("it is too loud for someone who hurts")]
    TooLoud,
}

/// How a statement reads in a turn, or why it may not be said.
///
/// # Errors
/// The first reason that speaks against it.
pub fn eligible(statement: &Statement, request: &FramingRequest<'_>) -> Result<String, NotEligible> {
    if request.said.contains(&statement.id) {
        return Err(NotEligible::SaidBefore);
    }
    let rest = u32::from(statement.rest_days);
    if request.recent.iter().any(|used| used.statement == statement.id && used.days_ago < rest) {
        return Err(NotEligible::Resting);
    }
    fits(statement, request)?;
    if never(statement, request) {
        return Err(NotEligible::Never);
    }
    let text = filled(statement, request).ok_or(NotEligible::Blank)?;
    if !told(statement, request) {
        return Err(NotEligible::NotTold);
    }
    let hurts = request.feeling.is_some_and(rapport_domain::feeling::Feeling::is_negative);
    if hurts && text.contains('!') {
        return Err(NotEligible::TooLoud);
    }
    Ok(text)
}

fn fits(statement: &Statement, request: &FramingRequest<'_>) -> Result<(), NotEligible> {
    let when = &statement.when;
    if !when.feelings.is_empty() && !request.feeling.is_some_and(|feeling| when.feelings.contains(&feeling)) {
        return Err(NotEligible::Feeling);
    }
    let too_weak = request.intensity < when.min_intensity;
    if too_weak || when.max_intensity.is_some_and(|most| request.intensity > most) {
        return Err(NotEligible::Intensity);
    }
    if request.urgency < when.min_urgency {
        return Err(NotEligible::Urgency);
    }
    if when.repeated && !request.repeated {
        return Err(NotEligible::NotRepeated);
    }
    if !when.decisions.is_empty() && !when.decisions.contains(&request.decision) {
        return Err(NotEligible::Decision);
    }
    Ok(())
}

fn never(statement: &Statement, request: &FramingRequest<'_>) -> bool {
    let never = &statement.never_when;
    request.feeling.is_some_and(|feeling| never.feelings.contains(&feeling))
        || never.min_urgency.is_some_and(|least| request.urgency >= least)
        || never.hostile && request.hostility > HostilityLevel::None
        || never.assistant && request.author == Speaker::Assistant
        || request.topic.is_some_and(|topic| never.topics.contains(topic))
        || never.formal && request.formal
}

/// The statement with its blanks filled, or `None` when something that it needs is missing.
fn filled(statement: &Statement, request: &FramingRequest<'_>) -> Option<String> {
    let spoken = statement.spoken.as_ref().filter(|_| request.register == Register::Spoken);
    let mut rest = spoken.unwrap_or(&statement.text).as_str();
    let mut text = String::with_capacity(rest.len() + 40);
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        text.push_str(&rest[..open]);
        text.push_str(blank(&rest[open + 1..close], request)?);
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Whether what the statement tells back is what the customer wrote about.
fn told(statement: &Statement, request: &FramingRequest<'_>) -> bool {
    let Some(customer) = request.customer.filter(|_| tells_back(statement)) else { return true };
    let wrote = Terms::of(Text::new(customer).folded());
    let mut back = Terms::default();
    for value in TOLD.iter().filter(|name| holds(statement, name)).filter_map(|name| blank(name, request)) {
        back.add(Text::new(value).folded());
    }
    back.shared(&wrote) >= 1.0
}

/// The blanks that tell back what the customer went through.
const TOLD: [&str; 3] = ["happened", "cannot", "without"];

fn holds(statement: &Statement, name: &str) -> bool {
    statement.text.split('{').skip(1).any(|rest| rest.split('}').next() == Some(name))
}

/// Whether a statement tells back what the customer went through.
pub(crate) fn tells_back(statement: &Statement) -> bool {
    TOLD.iter().any(|name| holds(statement, name))
}

fn blank<'a>(name: &str, request: &FramingRequest<'a>) -> Option<&'a str> {
    let impact = request.impact;
    let value = match name {
        "happened" => impact?.happened.as_deref(),
        "cannot" => impact?.cannot.as_deref(),
        "without" => impact?.without.as_deref(),
        "name" => request.name.filter(|name| is_name(name)),
        _ => None,
    };
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// Whether a text can be said as a name: a profile field may hold anything.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.');
    text.chars().count() <= 40 && text.chars().any(char::is_alphabetic) && text.chars().all(plain)
}

/// The blanks that a statement may have.
pub(crate) const BLANKS: [&str; 4] = ["happened", "cannot", "without", "name"];

/// How closely an eligible statement fits: one that was written for just this moment wins over a general one.
pub(crate) fn closeness(statement: &Statement) -> u32 {
    let when = &statement.when;
    u32::from(tells_back(statement)) * 4
        + u32::from(when.repeated) * 3
        + u32::from(!when.feelings.is_empty()) * 2
        + u32::from(when.min_intensity > 0.0 || when.max_intensity.is_some())
        + u32::from(when.min_urgency > 0.0) * 2
        + u32::from(!when.decisions.is_empty())
}

/// Whether a part shows that the customer was taken in, rather than leading to the deed.
pub(crate) const fn is_empathy(part: FramingPart) -> bool {
    matches!(part, FramingPart::Acknowledge | FramingPart::Accept)
}
