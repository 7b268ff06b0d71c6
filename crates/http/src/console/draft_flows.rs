//! Flows of the draft: read and saved as a whole.

use axum::extract::State;
use rapport_desk::{self as desk, OpenFlow, SaveFlow};
use rapport_domain::{FlowId, content};

use crate::{
    AppState,
    access::Caller,
    console::{
        draft::file,
        release_changes::{finding, how},
    },
    extract::{Id, Json},
    problem::Problem,
    shapes::{
        ActionEntry, DraftFlow, DraftFlows, Flow, FlowEntry, FlowStep, FlowUse, FlowUseKind, SaveDraftFlow,
        Silence,
    },
};

/// Lists all flows, as the draft has them, with who leads to them and what is wrong in them; and the actions that
/// their steps may call.
#[utoipa::path(
    get,
    path = "/draft/flows",
    responses((status = 200, description = "All flows", body = DraftFlows))
)]
pub(crate) async fn list_draft_flows(
    State(state): State<AppState>,
    _caller: Caller,
) -> Result<axum::Json<DraftFlows>, Problem> {
    let desk::DraftFlows { flows, actions } = state.desk().draft_flows().await?;
    let entry = |entry: desk::FlowEntry| FlowEntry {
        id: entry.id.to_string(),
        flow: entry.flow.as_ref().map(shape),
        how: entry.how.map(how),
        conflict: entry.conflict,
        used_by: entry.used_by.into_iter().map(flow_use).collect(),
        findings: entry.findings.into_iter().map(finding).collect(),
    };
    let action = |action: content::ActionDefinition| ActionEntry {
        id: action.id.to_string(),
        title: action.title,
        changes_state: action.changes_state,
        required: action.required,
    };
    Ok(axum::Json(DraftFlows {
        flows: flows.into_iter().map(entry).collect(),
        actions: actions.into_iter().map(action).collect(),
    }))
}

/// Reads a flow to be edited; also one that there is not yet.
#[utoipa::path(
    get,
    path = "/draft/flows/{id}",
    params(("id" = String, Path, description = "The flow's name", pattern = "^[a-z0-9_-]{1,64}$")),
    responses((status = 200, description = "The flow", body = DraftFlow))
)]
pub(crate) async fn read_draft_flow(
    State(state): State<AppState>,
    _caller: Caller,
    Id(id): Id<FlowId>,
) -> Result<axum::Json<DraftFlow>, Problem> {
    Ok(axum::Json(open(state.desk().draft_flow(&id).await?)))
}

/// Saves a flow into the draft. Answers 409 where somebody else has saved another text than the one that you
/// have seen; then read the flow, look at theirs, and save with its mark.
#[utoipa::path(
    put,
    path = "/draft/flows/{id}",
    params(("id" = String, Path, description = "The flow's name", pattern = "^[a-z0-9_-]{1,64}$")),
    request_body = SaveDraftFlow,
    responses((status = 200, description = "Saved", body = DraftFlow))
)]
pub(crate) async fn save_draft_flow(
    State(state): State<AppState>,
    caller: Caller,
    Id(id): Id<FlowId>,
    Json(save): Json<SaveDraftFlow>,
) -> Result<axum::Json<DraftFlow>, Problem> {
    let flow = domain(save.flow)?;
    if flow.id != id {
        return Err(Problem::field("flow.id", "is another name than the one in the address"));
    }
    let save = SaveFlow { flow, mark: save.mark, keep: save.keep, by: caller.actor().name };
    Ok(axum::Json(open(state.desk().save_draft_flow(save).await?)))
}

fn open(open: OpenFlow) -> DraftFlow {
    DraftFlow {
        file: file(open.file),
        flow: open.flow.as_ref().map(shape),
        unreadable: open.unreadable.into_iter().map(finding).collect(),
        live: open.live.as_ref().map(shape),
        findings: open.findings.into_iter().map(finding).collect(),
        used_by: open.used_by.into_iter().map(flow_use).collect(),
        loses_remarks: open.loses_remarks,
    }
}

fn flow_use(found: desk::FlowUse) -> FlowUse {
    let kind = match found.kind {
        desk::FlowUseKind::Topic => FlowUseKind::Topic,
        desk::FlowUseKind::Offer => FlowUseKind::Offer,
        desk::FlowUseKind::Flow => FlowUseKind::Flow,
    };
    FlowUse { kind, id: found.id, title: found.title, example: found.example }
}

/// A flow as it goes out. A step reads there as in its file, so it takes the same way.
fn shape(flow: &content::Flow) -> Flow {
    let step = |step: &content::Step| -> Option<FlowStep> {
        serde_json::to_value(step).and_then(serde_json::from_value).ok()
    };
    Flow {
        id: flow.id.to_string(),
        title: flow.title.clone(),
        offer: flow.offer.clone(),
        silence: flow.silence.map(|silence| Silence {
            remind_minutes: silence.remind_minutes,
            close_minutes: silence.close_minutes,
        }),
        steps: flow.steps.iter().filter_map(step).collect(),
    }
}

/// A flow as it came in.
fn domain(flow: Flow) -> Result<content::Flow, Problem> {
    let step = |(at, step): (usize, FlowStep)| {
        let field = format!("flow.steps[{at}]");
        if step.deeds() != 1 {
            return Err(Problem::field(
                &field,
                "does exactly one thing: say, ask, choose, remember, act, branch, wait, call, hand_over or end",
            ));
        }
        serde_json::to_value(&step)
            .and_then(serde_json::from_value::<content::Step>)
            .map_err(|error| Problem::field(&field, format!("{}: {error}", step.id)))
    };
    Ok(content::Flow {
        id: flow.id.parse().map_err(|_| {
            Problem::field("flow.id", "is no name: small letters, digits, - and _, at most 64")
        })?,
        title: flow.title,
        offer: flow.offer,
        silence: flow.silence.map(|silence| content::Silence {
            remind_minutes: silence.remind_minutes,
            close_minutes: silence.close_minutes,
        }),
        steps: flow.steps.into_iter().enumerate().map(step).collect::<Result<_, _>>()?,
    })
}
