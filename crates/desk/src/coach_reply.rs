//! What the coach says of a reply that was sent: an agent's or the assistant's, by the same rules that judge a draft
//! while it is written.

use rapport_coaching::{
    Aspect, CoachReport, Exchange, Finding, Practice, Span, Speaker, coach, coach_draft, rule_named,
};
use rapport_domain::{
    ConversationId,
    agent::{Agent, Role},
    event::{ConversationEvent, Recorded},
    message::Author,
};

use crate::{Desk, DeskError, coach_draft::turns};

pub use rapport_coaching::Epitome;

/// What the coach says of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyVerdict {
    /// What the customer had said.
    pub customer: String,
    /// The reply.
    pub reply: String,
    /// How well it was done altogether, 0…1.
    pub overall: f32,
    /// How each practice was kept.
    pub practices: Vec<JudgedPractice>,
    /// The three levels of EPITOME.
    pub epitome: Epitome,
    /// How its manner fits the customer's.
    pub manner: Vec<Aspect>,
}

/// How a practice was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedPractice {
    /// Which.
    pub practice: Practice,
    /// Whether it was kept.
    pub kept: bool,
    /// How well, 0…1.
    pub score: f32,
    /// The stretches of the reply that carried the judgement.
    pub evidence: Vec<Span>,
    /// What could have been better.
    pub findings: Vec<JudgedFinding>,
}

/// What could have been better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedFinding {
    /// What the rule is called for people.
    pub title: &'static str,
    /// Where, why and better how.
    pub finding: Finding,
}

impl Desk {
    /// What the coach says of the reply at `seq`. Leaders are told of every reply; others of the assistant's and
    /// of their own.
    pub async fn coach_reply(
        &self,
        conversation: ConversationId,
        seq: u64,
        agent: &Agent,
    ) -> Result<ReplyVerdict, DeskError> {
        let events = self.store().read().await?.conversation_events(conversation).await?;
        let mut events = events.ok_or(DeskError::NotFound("conversation"))?;
        let reply = events.iter().find(|recorded| recorded.seq == seq).cloned();
        let (author, text) = reply.as_ref().and_then(reply_of).ok_or(DeskError::NotFound("reply"))?;
        let own = author == Author::Agent { id: agent.id };
        if !(own || author == Author::Assistant || agent.role >= Role::Leader) {
            return Err(DeskError::Forbidden("see what the coach says of a colleague's reply"));
        }
        events.retain(|recorded| recorded.seq < seq);
        let turn = self.turn_of(conversation, &events).await?;
        let compiled = self.release().await?;
        let statements = &compiled.release().content.statements;
        let context = turns(&turn);
        let exchange = Exchange {
            customer: &turn.text,
            reply: text,
            context: &context,
            perception: turn.perception.as_ref(),
            author: if author == Author::Assistant { Speaker::Assistant } else { Speaker::Agent },
        };
        let report = coach(&exchange, statements);
        Ok(ReplyVerdict {
            overall: report.overall,
            practices: judged(&report),
            epitome: report.epitome,
            manner: coach_draft(&exchange, statements).manner,
            reply: text.to_owned(),
            customer: turn.text.clone(),
        })
    }
}

/// Who replied, and what; `None` where an event is no reply.
fn reply_of(recorded: &Recorded) -> Option<(Author, &str)> {
    match &recorded.event {
        ConversationEvent::Replied { message, .. } | ConversationEvent::AgentReplied { message, .. } => {
            Some((message.author, message.text.as_str()))
        }
        _ => None,
    }
}

/// Each practice with its findings. A rule's finding stands with the practice that the rule guards.
fn judged(report: &CoachReport) -> Vec<JudgedPractice> {
    let findings = |practice: Practice| {
        let of_practice = report.findings.iter().filter_map(move |finding| {
            let entry = rule_named(finding.rule).filter(|entry| entry.practice == practice)?;
            Some(JudgedFinding { title: entry.title, finding: finding.clone() })
        });
        of_practice.collect()
    };
    let judged = |practice: Practice| {
        let result = report.practices.get(practice);
        JudgedPractice {
            practice,
            kept: result.kept,
            score: result.score,
            evidence: result.evidence.clone(),
            findings: findings(practice),
        }
    };
    Practice::ALL.into_iter().map(judged).collect()
}
