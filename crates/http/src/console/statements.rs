//! The library of statements with its figures, and the wordings that agents propose for it.

use axum::{extract::State, http::StatusCode};
use rapport_desk as desk;
use rapport_domain::StatementProposalId;

use crate::{
    AppState,
    access::Caller,
    console::release_changes::name,
    dictionary::Dictionary,
    extract::{Id, Json, Query},
    pages_of_lists::{cursor, limit},
    problem::Problem,
    shapes::{
        ApproveProposal, DaysQuery, DeclineProposal, LibraryStatement, Page, PageQuery, ProposalDecision,
        ProposeStatement, StatementEffect, StatementLibrary, StatementProposal, StatementUse, ids,
    },
    statement_rule,
};

/// Days that are looked back where nothing is said.
const USUAL_DAYS: u32 = 30;

/// Reads the library of statements: when each is said, how often it was, and what it did.
#[utoipa::path(
    get,
    path = "/statements",
    params(DaysQuery),
    responses((status = 200, description = "The library", body = StatementLibrary))
)]
pub(crate) async fn read_statement_library(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<DaysQuery>,
) -> Result<axum::Json<StatementLibrary>, Problem> {
    let library = state.desk().statement_library(query.days.unwrap_or(USUAL_DAYS)).await?;
    let statements = &library.release.content.statements;
    Ok(axum::Json(StatementLibrary {
        release: name((&*library.release).into()),
        from: library.from.into(),
        enough: desk::ENOUGH,
        enough_alike: desk::ENOUGH_ALIKE,
        statements: statements.iter().map(|statement| in_library(statement, &library)).collect(),
    }))
}

fn in_library(
    statement: &rapport_domain::content::Statement,
    library: &desk::StatementLibrary,
) -> LibraryStatement {
    let (fits_when, never_when) = statement_rule::phrases(statement);
    let uses = library.uses.iter().filter(|used| used.statement == statement.id);
    let effect = library.effects.get(&statement.id);
    LibraryStatement {
        id: statement.id.to_string(),
        part: statement.part.into(),
        text: statement.text.clone(),
        spoken: statement.spoken.clone(),
        author: statement.author.clone(),
        fits_when,
        never_when,
        rest_days: statement.rest_days,
        uses: uses
            .map(|used| StatementUse {
                by_agent: used.by_agent,
                channel: used.channel.into(),
                total: used.total,
            })
            .collect(),
        effect: StatementEffect {
            matched: effect.map_or(0, |effect| effect.matched),
            against: effect.map_or(0, |effect| effect.against),
            change: effect.and_then(|effect| effect.change).map(Into::into),
        },
    }
}

/// Proposes a wording for the library. Designers decide.
#[utoipa::path(
    post,
    path = "/statement-proposals",
    request_body = ProposeStatement,
    responses((status = 201, description = "It is kept", body = StatementProposal))
)]
pub(crate) async fn propose_statement(
    State(state): State<AppState>,
    caller: Caller,
    Json(propose): Json<ProposeStatement>,
) -> Result<(StatusCode, axum::Json<StatementProposal>), Problem> {
    let propose = desk::ProposeStatement {
        text: propose.text,
        part: propose.part.into(),
        note: propose.note,
        conversation: propose.conversation,
    };
    let proposal = state.desk().propose_statement(caller.agent()?.id, propose).await?;
    Ok((StatusCode::CREATED, axum::Json(shape(proposal, &*state.names().await?))))
}

/// Lists what you have proposed for the library, newest first, and what became of it.
#[utoipa::path(
    get,
    path = "/me/statement-proposals",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<StatementProposal>))
)]
pub(crate) async fn list_my_statement_proposals(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<StatementProposal>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let agent = caller.agent()?.id;
    let page = state.desk().my_statement_proposals(agent, from, limit(query.limit)?).await?;
    Ok(axum::Json(shapes(page, &*state.names().await?)))
}

/// Lists what agents propose for the library, newest first, until it is decided.
#[utoipa::path(
    get,
    path = "/draft/statement-proposals",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Page<StatementProposal>))
)]
pub(crate) async fn list_statement_proposals(
    State(state): State<AppState>,
    _caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<StatementProposal>>, Problem> {
    let from = cursor(query.cursor.as_deref())?;
    let page = state.desk().open_statement_proposals(from, limit(query.limit)?).await?;
    Ok(axum::Json(shapes(page, &*state.names().await?)))
}

/// Marks a proposal as taken, with the statement of the draft that it became.
#[utoipa::path(
    post,
    path = "/draft/statement-proposals/{id}/approve",
    params(("id" = ids::StatementProposalId, Path, description = "Proposal id")),
    request_body = ApproveProposal,
    responses((status = 200, description = "Taken", body = StatementProposal))
)]
pub(crate) async fn approve_statement_proposal(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<StatementProposalId>,
    Json(approve): Json<ApproveProposal>,
) -> Result<axum::Json<StatementProposal>, Problem> {
    let statement = approve.statement.parse();
    let statement =
        statement.map_err(|_| Problem::field("statement", "is no name: small letters, digits, - and _"))?;
    let decided = state.desk().approve_statement_proposal(id, statement, caller.actor().name).await?;
    Ok(axum::Json(shape(decided, &*state.names().await?)))
}

/// Declines a proposal, with a word that the agent gets.
#[utoipa::path(
    post,
    path = "/draft/statement-proposals/{id}/decline",
    params(("id" = ids::StatementProposalId, Path, description = "Proposal id")),
    request_body = DeclineProposal,
    responses((status = 200, description = "Declined", body = StatementProposal))
)]
pub(crate) async fn decline_statement_proposal(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<StatementProposalId>,
    Json(decline): Json<DeclineProposal>,
) -> Result<axum::Json<StatementProposal>, Problem> {
    let decided = state.desk().decline_statement_proposal(id, &decline.word, caller.actor().name).await?;
    Ok(axum::Json(shape(decided, &*state.names().await?)))
}

fn shapes(page: desk::Page<desk::StatementProposal>, names: &Dictionary) -> Page<StatementProposal> {
    Page {
        items: page.items.into_iter().map(|proposal| shape(proposal, names)).collect(),
        next: page.next.map(|next| next.to_string()),
    }
}

fn shape(proposal: desk::StatementProposal, names: &Dictionary) -> StatementProposal {
    let words = proposal.words;
    let decision = proposal.decision.map(|decision| ProposalDecision {
        statement: decision.statement.map(|statement| statement.to_string()),
        word: words.answer,
        by: decision.by,
        at: decision.at.into(),
    });
    StatementProposal {
        id: proposal.id,
        text: words.text,
        part: words.part.into(),
        note: words.note,
        agent: names.somebody(proposal.agent),
        at: proposal.at.into(),
        conversation: proposal.conversation,
        decision,
    }
}
