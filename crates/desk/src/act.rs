//! Makes a call of an action and records what came of it.

use rapport_domain::{
    ConversationId,
    action::{ActionCall, ActionOutcome},
    event::ConversationEvent,
};
use rapport_outbound::ActionRequest;
use rapport_storage::Expected;

use crate::{Desk, DeskError, commit::Committed, steps::step_in};

impl Desk {
    /// Makes `call`, whose `ActionRequested` is in the log, and appends `ActionFinished`.
    pub(crate) async fn perform(
        &self,
        conversation: ConversationId,
        call: ActionCall,
    ) -> Result<(), DeskError> {
        let span = tracing::info_span!("step", otel.name = "act", %conversation, action = %call.action);
        let (outcome, _) = step_in(span, "act", self.outcome_of(conversation, &call)).await;
        let outcome = outcome?;
        let now = self.now();
        let webhooks = self.webhook_targets().await?;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.conversation(conversation).await?;
                    let row = row.ok_or(DeskError::NotFound("conversation"))?;
                    let event = ConversationEvent::ActionFinished {
                        call: call.id,
                        action: call.action.clone(),
                        outcome,
                    };
                    let recorded = tx.append(conversation, Expected::default(), &[event], now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok::<_, DeskError>(Committed { conversation, customer: row.customer, recorded })
                })
            })
            .await?;
        self.tell(&committed).await;
        Ok(())
    }

    async fn outcome_of(
        &self,
        conversation: ConversationId,
        call: &ActionCall,
    ) -> Result<ActionOutcome, DeskError> {
        let compiled = self.release().await?;
        let definition = compiled.release().content.actions.iter().find(|action| action.id == call.action);
        let Some(definition) = definition else {
            return Ok(ActionOutcome::Blocked { reason: "the release has no such action".into() });
        };
        let Some(service) = &self.settings().actions else {
            return Ok(ActionOutcome::Blocked { reason: "no action service is configured".into() });
        };
        let state = self.conversation_state(conversation).await?;
        let made_today = self
            .store()
            .read()
            .await?
            .actions_since(state.customer, &call.action, self.now().plus_ms(-24 * 3_600_000))
            .await?;
        if made_today > u64::from(definition.daily_limit) {
            return Ok(ActionOutcome::Blocked { reason: "the daily limit of this action is reached".into() });
        }
        // The gate sees the confirmation as the log has it, not as the caller says it is.
        let confirmed =
            state.confirmed.filter(|(seq, _)| call.confirmed_by == Some(*seq)).map(|(_, call)| call);
        let request = ActionRequest {
            base_url: &service.base_url,
            secret: &service.secret,
            definition,
            call,
            confirmed: confirmed.as_ref(),
        };
        Ok(self.parts().outbound.call_action(request, self.now()).await)
    }
}
