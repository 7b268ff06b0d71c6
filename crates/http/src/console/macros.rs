//! Macros that agents have at hand: their own and the team's.

use axum::{extract::State, http::StatusCode};
use rapport_desk::{DeskError, MacroDraft};
use rapport_domain::{ConversationId, MacroId};

use crate::{
    AppState,
    access::Caller,
    extract::{Id, Json},
    problem::Problem,
    shapes::{ActOutcome, ActOutcomes, Macro, MacroAct, Macros, RunActs, WriteMacro, ids},
    widget::messages::client_id,
};

/// Lists the macros that you have at hand: your own and the team's.
#[utoipa::path(
    get,
    path = "/macros",
    responses((status = 200, description = "The macros", body = Macros))
)]
pub(crate) async fn list_macros(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Macros>, Problem> {
    let macros = state.desk().macros(caller.agent()?).await?;
    Ok(axum::Json(Macros { items: macros.into_iter().map(Into::into).collect() }))
}

/// Keeps a macro at hand, for you or for the whole team.
#[utoipa::path(
    post,
    path = "/macros",
    request_body = WriteMacro,
    responses((status = 201, description = "It is at hand", body = Macro))
)]
pub(crate) async fn add_macro(
    State(state): State<AppState>,
    caller: Caller,
    Json(written): Json<WriteMacro>,
) -> Result<(StatusCode, axum::Json<Macro>), Problem> {
    let made = state.desk().add_macro(caller.agent()?, draft(written)?).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

/// Changes a macro that you have at hand.
#[utoipa::path(
    patch,
    path = "/macros/{id}",
    params(("id" = ids::MacroId, Path, description = "Macro id")),
    request_body = WriteMacro,
    responses((status = 200, description = "As it is now", body = Macro))
)]
pub(crate) async fn change_macro(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<MacroId>,
    Json(written): Json<WriteMacro>,
) -> Result<axum::Json<Macro>, Problem> {
    let changed = state.desk().change_macro(caller.agent()?, id, draft(written)?).await?;
    Ok(axum::Json(changed.into()))
}

/// Forgets a macro that you have at hand.
#[utoipa::path(
    delete,
    path = "/macros/{id}",
    params(("id" = ids::MacroId, Path, description = "Macro id")),
    responses((status = 204, description = "Forgotten"))
)]
pub(crate) async fn delete_macro(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<MacroId>,
) -> Result<StatusCode, Problem> {
    state.desk().delete_macro(caller.agent()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does one act after the other in a conversation, each as it is done by hand, and tells what came of each. After one
/// that cannot be done nothing more is tried.
#[utoipa::path(
    post,
    path = "/conversations/{id}/acts",
    params(("id" = ids::ConversationId, Path, description = "Conversation id")),
    request_body = RunActs,
    responses((status = 200, description = "What came of each", body = ActOutcomes))
)]
pub(crate) async fn run_acts(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<ConversationId>,
    Json(run): Json<RunActs>,
) -> Result<axum::Json<ActOutcomes>, Problem> {
    let key = client_id(&run.client_id)?;
    let acts = run.acts.into_iter().map(MacroAct::read).collect::<Result<Vec<_>, _>>()?;
    let outcomes = state.desk().run_acts(id, caller.agent()?, &acts, &key).await?;
    Ok(axum::Json(ActOutcomes { outcomes: outcomes.into_iter().map(outcome).collect() }))
}

fn outcome(from: rapport_desk::ActOutcome) -> ActOutcome {
    match from {
        rapport_desk::ActOutcome::Done => ActOutcome { done: true, problem: None },
        rapport_desk::ActOutcome::NotTried => ActOutcome { done: false, problem: None },
        rapport_desk::ActOutcome::Failed(error) => {
            ActOutcome { done: false, problem: Some(Problem::from(error).shape()) }
        }
    }
}

fn draft(from: WriteMacro) -> Result<MacroDraft, DeskError> {
    let acts = from.acts.into_iter().map(MacroAct::read).collect::<Result<Vec<_>, _>>()?;
    Ok(MacroDraft { title: from.title, text: from.text, acts, shared: from.shared })
}

impl From<rapport_desk::Macro> for Macro {
    fn from(from: rapport_desk::Macro) -> Self {
        Self {
            id: from.id,
            title: from.title,
            text: from.text,
            acts: from.acts.into_iter().map(Into::into).collect(),
            shared: from.owner.is_none(),
        }
    }
}
