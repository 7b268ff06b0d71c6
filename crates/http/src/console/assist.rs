//! Answers and statements at hand while an agent writes, and what they looked for in vain.

use axum::{extract::State, http::StatusCode};
use rapport_domain::{
    ConversationId, KnowledgeGapId,
    content::{Content, Response},
    why::ChosenStatement,
};

use crate::{
    AppState,
    access::Caller,
    console::releases,
    dictionary::Dictionary,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{
        AskAssist, Assist, FoundAnswer, KnowledgeGap, Page, PageQuery, ReleaseRow, ReportKnowledgeGap,
        SuggestedStatement, ids,
    },
    statement_rule,
};

/// Finds approved answers and fitting statements for a reply.
#[utoipa::path(
    post,
    path = "/conversations/{id}/assist",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = AskAssist,
    responses((status = 200, description = "What can be said", body = Assist))
)]
pub(crate) async fn assist(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<ConversationId>,
    Json(asked): Json<AskAssist>,
) -> Result<axum::Json<Assist>, Problem> {
    let assist = state.desk().assist(id, asked.words.as_deref()).await?;
    let release = &assist.release;
    let content = &release.content;
    let statements = assist.statements.into_iter().map(|suggestion| {
        let authored = content.statements.iter().find(|statement| statement.id == suggestion.statement);
        let chosen = ChosenStatement {
            statement: suggestion.statement,
            part: suggestion.part,
            because: suggestion.because,
        };
        let effect = assist.effects.get(&chosen.statement).and_then(|effect| effect.change);
        SuggestedStatement {
            rule: statement_rule::rule(&chosen, authored),
            text: suggestion.text,
            heard_days_ago: suggestion.heard_days_ago,
            effect: effect.map(Into::into),
        }
    });
    Ok(axum::Json(Assist {
        release: ReleaseRow {
            id: release.id,
            number: release.number,
            published_at: release.published_at.into(),
            published_by: release.published_by.clone(),
            despite: None,
            digest: None,
            current: true,
        },
        answers: assist.answers.iter().filter_map(|found| answer(found, content)).collect(),
        statements: statements.collect(),
        can_draft: state.desk().settings().model.as_ref().is_some_and(|model| model.suggest),
        feeling: assist.feeling.map(Into::into),
    }))
}

fn answer(found: &rapport_desk::FoundAnswer, content: &Content) -> Option<FoundAnswer> {
    let topic = content.topics.iter().find(|topic| topic.id == found.topic)?;
    let flow_title = match &topic.response {
        Response::Answer(_) => None,
        Response::Flow(id) => content.flows.iter().find(|flow| flow.id == *id).map(|flow| flow.title.clone()),
    };
    Some(FoundAnswer { topic: releases::topic(topic), flow_title, confidence: found.confidence })
}

/// Keeps that an approved answer was needed and was not there, for those who write them.
#[utoipa::path(
    post,
    path = "/conversations/{id}/knowledge-gaps",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = ReportKnowledgeGap,
    responses((status = 201, description = "It is kept", body = KnowledgeGap))
)]
pub(crate) async fn report_knowledge_gap(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(needed): Json<ReportKnowledgeGap>,
) -> Result<(StatusCode, axum::Json<KnowledgeGap>), Problem> {
    let gap = state.desk().report_knowledge_gap(id, caller.agent()?.id, &needed.words).await?;
    Ok((StatusCode::CREATED, axum::Json(shape(gap, &*state.names().await?))))
}

/// Lists what agents needed and did not find, newest first, until it is dealt with.
#[utoipa::path(
    get,
    path = "/knowledge-gaps",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<KnowledgeGap>))
)]
pub(crate) async fn list_knowledge_gaps(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<KnowledgeGap>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().knowledge_gaps(from, limit(query.limit)?).await?;
    let names = state.names().await?;
    Ok(axum::Json(Page {
        items: page.items.into_iter().map(|gap| shape(gap, &names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

/// Marks something that agents needed as dealt with.
#[utoipa::path(
    post,
    path = "/knowledge-gaps/{id}/settle",
    params(("id" = ids::KnowledgeGapId, Path, description = "Knowledge gap id")),
    responses((status = 204, description = "Dealt with"))
)]
pub(crate) async fn settle_knowledge_gap(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<KnowledgeGapId>,
) -> Result<StatusCode, Problem> {
    state.desk().settle_knowledge_gap(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shape(gap: rapport_desk::KnowledgeGap, names: &Dictionary) -> KnowledgeGap {
    KnowledgeGap {
        id: gap.id,
        words: gap.words,
        agent: names.somebody(gap.agent),
        at: gap.at.into(),
        conversation: gap.conversation,
    }
}
