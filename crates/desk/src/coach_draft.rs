//! An agent's draft is judged while it is written, by the rules that judge the assistant's own replies.

use rapport_coaching::{Exchange, Speaker, Turn, TurnRole, rule_named};
use rapport_domain::{AgentId, ConversationId, Timestamp, message::MAX_MESSAGE_CHARS};

use crate::{Desk, DeskError, FoundPromise, error::invalid, last_turn::LastTurn};

pub use rapport_coaching::{Aspect, AspectKind, Edit, Hint, Practice};

/// What is said about a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftCoaching {
    /// What could be better, in the order of the draft.
    pub hints: Vec<DraftHint>,
    /// How the draft's manner fits the customer's.
    pub manner: Vec<Aspect>,
    /// What it promises, by when.
    pub promises: Vec<FoundPromise>,
}

/// Something that could be better in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftHint {
    /// What, why, and better how.
    pub hint: Hint,
    /// Whether the agent has waved this rule away so often that it keeps in the background.
    pub quiet: bool,
}

/// A rule that an agent waved away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DismissedRule {
    /// The rule's stable name.
    pub rule: &'static str,
    /// What it is called for people.
    pub title: &'static str,
    /// The practice that it guards.
    pub practice: Practice,
    /// How often.
    pub dismissed: u64,
    /// Whether it keeps in the background by now.
    pub quiet: bool,
    /// When they did last.
    pub last_at: Timestamp,
}

/// Waved away so often, a rule keeps in the background for this agent.
pub const QUIET_AFTER: u64 = 3;

impl Desk {
    /// Judges a draft against the customer's last turn. Nothing of the draft is kept. `agent` is whose
    /// dismissed rules are quiet.
    pub async fn coach_draft(
        &self,
        conversation: ConversationId,
        agent: Option<AgentId>,
        draft: &str,
    ) -> Result<DraftCoaching, DeskError> {
        let chars = draft.chars().count();
        if chars > MAX_MESSAGE_CHARS {
            return Err(DeskError::TooLong { chars });
        }
        let turn = self.last_turn(conversation).await?;
        let quiet = match agent {
            Some(agent) => self.dismissed_rules(agent).await?,
            None => vec![],
        };
        let compiled = self.release().await?;
        let context = turns(&turn);
        let coached = rapport_coaching::coach_draft(
            &Exchange {
                customer: &turn.text,
                reply: draft,
                context: &context,
                perception: turn.perception.as_ref(),
                author: Speaker::Agent,
            },
            &compiled.release().content.statements,
        );
        let is_quiet = |hint: &Hint| quiet.iter().any(|rule| rule.quiet && rule.rule == hint.rule);
        let hints = coached.hints.into_iter().map(|hint| DraftHint { quiet: is_quiet(&hint), hint });
        let promises = self.promises_in(draft).await?;
        Ok(DraftCoaching { hints: hints.collect(), manner: coached.manner, promises })
    }

    /// The rules that an agent waved away, most often first. Only the agent themselves is shown them.
    pub async fn dismissed_rules(&self, agent: AgentId) -> Result<Vec<DismissedRule>, DeskError> {
        let dismissed = self.store().read().await?.dismissals(agent).await?;
        let known = dismissed.into_iter().filter_map(|dismissal| {
            let entry = rule_named(&dismissal.rule)?;
            Some(DismissedRule {
                rule: entry.rule,
                title: entry.title,
                practice: entry.practice,
                dismissed: dismissal.total,
                quiet: dismissal.total >= QUIET_AFTER,
                last_at: dismissal.last_at,
            })
        });
        Ok(known.collect())
    }

    /// An agent waves a rule away; answers how it stands now.
    pub async fn dismiss_rule(&self, agent: AgentId, rule: &str) -> Result<DismissedRule, DeskError> {
        let entry = rule_named(rule).ok_or_else(|| invalid("rule", "There is no such rule."))?;
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.dismiss_rule(agent, entry.rule, now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        let all = self.dismissed_rules(agent).await?;
        all.into_iter().find(|one| one.rule == entry.rule).ok_or(DeskError::NotFound("rule"))
    }

    /// Lets a rule speak up again for this agent.
    pub async fn heed_rule(&self, agent: AgentId, rule: &str) -> Result<(), DeskError> {
        let rule = rule_named(rule).ok_or(DeskError::NotFound("rule"))?.rule;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.forget_dismissal(agent, rule).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await
    }
}

/// What was said before a turn, as the coach reads it.
pub(crate) fn turns(turn: &LastTurn) -> Vec<Turn<'_>> {
    let role = |customer: bool| if customer { TurnRole::Customer } else { TurnRole::Company };
    turn.context.iter().map(|(customer, text)| Turn { role: role(*customer), text }).collect()
}
