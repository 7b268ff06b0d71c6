//! The optional language model: how it does, and what it suggests to an agent.

use axum::extract::State;
use rapport_desk::{ModelState, in_words};
use rapport_domain::ConversationId;

use crate::{
    AppState,
    access::Caller,
    extract::Id,
    problem::Problem,
    shapes::{LanguageModel, ModelCount, ModelFigures, ModelInUse, ReplySuggestion, SuggestionSource, ids},
};

/// Tells whether a language model is set, and what came of it.
#[utoipa::path(
    get,
    path = "/language-model",
    responses((status = 200, description = "The language model", body = LanguageModel))
)]
pub(crate) async fn read_language_model(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<LanguageModel>, Problem> {
    let model = state.desk().model_state().map(in_use);
    Ok(axum::Json(LanguageModel { on: model.is_some(), model }))
}

/// Has the language model draft a reply to what the customer said last, from approved answers.
#[utoipa::path(
    post,
    path = "/conversations/{id}/suggestion",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    responses((status = 200, description = "A draft, or why there is none", body = ReplySuggestion))
)]
pub(crate) async fn suggest_reply(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
) -> Result<axum::Json<ReplySuggestion>, Problem> {
    let suggestion = state.desk().suggest_reply(id).await?;
    let sources = suggestion.sources.into_iter();
    Ok(axum::Json(ReplySuggestion {
        text: suggestion.text,
        because: suggestion.because,
        sources: sources
            .map(|one| SuggestionSource { topic: one.topic.to_string(), title: one.title })
            .collect(),
    }))
}

fn in_use(state: ModelState) -> ModelInUse {
    let ModelState { settings, figures } = state;
    let nothing = figures.nothing.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    ModelInUse {
        // Neither path nor key: the address may carry what is nobody's business.
        host: settings.endpoint.url.split('/').nth(2).unwrap_or_default().to_owned(),
        name: settings.endpoint.model,
        draft: settings.draft,
        suggest: settings.suggest,
        timeout_ms: settings.timeout_ms,
        conversation_tokens: settings.conversation_tokens,
        day_tokens: settings.day_tokens,
        figures: ModelFigures {
            asked: figures.asked,
            passed: figures.passed,
            refused: figures.refused,
            by_rule: ModelCount::list(&figures.by_rule, in_words),
            nothing: ModelCount::list(&nothing, in_words),
            tokens_today: figures.tokens_today,
            resting: figures.resting,
        },
    }
}
