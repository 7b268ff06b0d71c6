//! The table of contents: every route, grouped by who uses it.

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use rapport_domain::agent::Role;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    AppState, access, console, envelope, help, live, openapi, operations, origins, pages, replay, widget,
};

pub use crate::access::Access;

/// The largest body of a call that brings JSON.
const JSON_BYTES: usize = 256 * 1024;
/// The largest content folder.
const CONTENT_BYTES: usize = 16 * 1024 * 1024;
/// What a form adds to the file in it.
const FORM_BYTES: usize = 64 * 1024;
/// How long a call may take; the longest waits for an action of the shop.
const PATIENCE: Duration = Duration::from_secs(60);

/// All routes.
pub fn router(state: AppState) -> Router {
    let (api, _) = api(Some(&state)).split_for_parts();
    api.route("/healthz", get(operations::healthz))
        .route("/readyz", get(operations::readyz))
        .route("/metrics", get(operations::metrics))
        .route("/api/openapi.json", get(openapi::serve))
        .route("/docs", get(pages::docs::page))
        .route("/docs.css", get(pages::docs::style))
        .route("/chat", get(pages::chat::page))
        .route("/chat.js", get(pages::chat::script))
        .route("/mail/stop/{token}", get(pages::mail_stop::ask).post(pages::mail_stop::stop))
        .merge(help::routes())
        .fallback(pages::serve)
        .layer(from_fn_with_state(state.clone(), origins::allow_widget))
        .layer(CatchPanicLayer::custom(envelope::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(from_fn(envelope::explain))
        .layer(from_fn(envelope::secure))
        .layer(from_fn(envelope::observe))
        .with_state(state)
}

/// The API's description.
pub fn document() -> Document {
    let mut document = api(None).into_openapi();
    // Nesting keeps the operations of one group only where two groups share a path.
    for group in groups(None) {
        for (path, item) in group.guarded(None).into_openapi().paths.paths {
            if let Some(known) = document.paths.paths.get_mut(&format!("/api/v1{path}")) {
                known.merge_operations(item);
            }
        }
    }
    openapi::tidy(&mut document);
    document
}

fn api(state: Option<&AppState>) -> OpenApiRouter<AppState> {
    let api = OpenApiRouter::with_openapi(openapi::blank());
    let nested = groups(state).into_iter().fold(api, |api, group| api.nest("/api/v1", group.guarded(state)));
    nested.merge(live_connection().guarded(state))
}

fn groups(state: Option<&AppState>) -> [Group; 10] {
    [
        visitors_open(),
        visitors_quiet(),
        visitors(state),
        anybody(),
        everybody(),
        agents(state),
        handovers(),
        designers(),
        leaders(),
        admins(),
    ]
}

/// The widget, before it has a token.
fn visitors_open() -> Group {
    let routes = OpenApiRouter::new().routes(routes!(widget::sessions::open_widget_session));
    Group { name: "widget", about: "The customers' chat bubble.", access: Access::Public, routes }
}

/// The widget: reading and small signals.
fn visitors_quiet() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(widget::conversation::read_widget_conversation))
        .routes(routes!(widget::attachments::download_as_customer))
        .routes(routes!(widget::inbox::read_widget_inbox))
        .routes(routes!(widget::signals::type_as_customer))
        .routes(routes!(widget::signals::see_as_customer));
    Group { name: "widget", about: "The customers' chat bubble.", access: Access::Visitor, routes }
}

/// The widget: what a customer says and does.
fn visitors(state: Option<&AppState>) -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(widget::messages::send_as_customer))
        .merge(with_files(
            state,
            OpenApiRouter::new().routes(routes!(widget::attachments::upload_as_customer)),
        ))
        .routes(routes!(widget::helpful::say_answer_helped))
        .routes(routes!(widget::person::ask_for_person))
        .routes(routes!(widget::rating::rate))
        .routes(routes!(widget::kind_words::agree_to_share))
        .routes(routes!(widget::contact::leave_contact, widget::contact::take_back_contact));
    Group { name: "widget", about: "The customers' chat bubble.", access: Access::CountedVisitor, routes }
}

/// Agents who are not signed in yet.
fn anybody() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(console::session::sign_in))
        .routes(routes!(console::session::sign_out))
        .routes(routes!(console::password_resets::ask_password_reset))
        .routes(routes!(console::password_resets::reset_password))
        .routes(routes!(console::invitations::read_invitation, console::invitations::accept_invitation));
    let about = "Signing in, invitations, forgotten passwords.";
    Group { name: "sign-in", about, access: Access::Public, routes }
}

/// Everybody who is signed in, also who only reads.
fn everybody() -> Group {
    let routes = OpenApiRouter::new().routes(routes!(console::me::read_me, console::me::change_me));
    Group { name: "me", about: "Who is signed in.", access: Access::Role(Role::Reader), routes }
}

/// Agents at work, who reads along, and programs that bring conversations.
fn agents(state: Option<&AppState>) -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(
            console::conversations::list_conversations,
            console::conversations::start_conversation
        ))
        .routes(routes!(console::conversations::count_conversations))
        .routes(routes!(console::bulk::act_on_many))
        .routes(routes!(console::care::take_next))
        .routes(routes!(console::search::search))
        .routes(routes!(console::search::list_inbox_names))
        .routes(routes!(console::tags::list_tags))
        .routes(routes!(console::tags::tag_conversation))
        .routes(routes!(console::tags::untag_conversation))
        .routes(routes!(console::conversations::read_conversation))
        .routes(routes!(console::holding::take_over))
        .routes(routes!(console::holding::hand_back))
        .routes(routes!(console::holding::tell_flow))
        .routes(routes!(console::holding::snooze))
        .routes(routes!(console::holding::wake))
        .routes(routes!(console::holding::resolve))
        .routes(routes!(console::care::set_limit))
        .routes(routes!(console::incidents::report_incident))
        .routes(routes!(console::care::read_my_day))
        .routes(routes!(console::kind_words::list_my_kind_words))
        .routes(routes!(console::kind_words::list_kind_words))
        .routes(routes!(console::kind_words::share_kind_words))
        .routes(routes!(console::kind_words::praise))
        .routes(routes!(console::writing::write_note))
        .routes(routes!(console::writing::send_as_agent))
        .routes(routes!(console::writing::type_as_agent))
        .routes(routes!(console::writing::mark_read))
        .routes(routes!(console::writing::pass_on_message))
        .routes(routes!(console::explain::explain))
        .routes(routes!(console::held_replies::hold_reply))
        .routes(routes!(console::held_replies::take_back_reply))
        .routes(routes!(console::coaching::coach_draft))
        .routes(routes!(console::coaching::read_my_coaching))
        .routes(routes!(console::coaching::dismiss_rule))
        .routes(routes!(console::coaching::heed_rule))
        .routes(routes!(console::assist::assist))
        .merge(statement_library())
        .merge(follow_up())
        .routes(routes!(console::language_model::suggest_reply))
        .routes(routes!(console::assist::report_knowledge_gap))
        .merge(with_files(state, OpenApiRouter::new().routes(routes!(console::attachments::upload_as_agent))))
        .routes(routes!(console::attachments::download_as_agent))
        .routes(routes!(console::customers::read_customer, console::customers::change_customer))
        .routes(routes!(console::customers::read_orders))
        .routes(routes!(console::customers::list_customer_visits))
        .routes(routes!(console::agents::list_agents))
        .routes(routes!(console::releases::list_releases))
        .routes(routes!(console::releases::read_current_release))
        .routes(routes!(console::release_changes::diff_releases));
    Group { name: "conversations", about: "Answering customers.", access: Access::Role(Role::Agent), routes }
}

/// What agents promised, who calls whom in notes, and what they do with one key.
fn follow_up() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(console::mentions::list_my_mentions))
        .routes(routes!(console::mentions::read_my_mentions))
        .routes(routes!(console::promises::list_promises))
        .routes(routes!(console::promises::add_promise))
        .routes(routes!(console::promises::act_on_promise))
        .routes(routes!(console::macros::list_macros, console::macros::add_macro))
        .routes(routes!(console::macros::change_macro, console::macros::delete_macro))
        .routes(routes!(console::macros::run_acts))
}

/// The library of statements, and the coach's verdict on what was said.
fn statement_library() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(console::coaching::coach_reply))
        .routes(routes!(console::statements::read_statement_library))
        .routes(routes!(console::statements::propose_statement))
        .routes(routes!(console::statements::list_my_statement_proposals))
}

/// Agents who hand a conversation to somebody who fits.
fn handovers() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(console::hand_over::hand_over))
        .routes(routes!(console::hand_over::list_receivers))
        .routes(routes!(console::teams::list_teams));
    Group { name: "conversations", about: "Answering customers.", access: Access::Role(Role::Agent), routes }
}

/// Conversation designers.
fn designers() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(console::releases::publish_release))
        .routes(routes!(console::release_changes::check_content))
        .routes(routes!(console::draft_import::look_at_import))
        .routes(routes!(console::draft_import::import_into_draft))
        .layer(DefaultBodyLimit::max(CONTENT_BYTES))
        .routes(routes!(console::releases::restore_release))
        .routes(routes!(console::releases::read_release_files))
        .routes(routes!(console::assist::list_knowledge_gaps))
        .routes(routes!(console::assist::settle_knowledge_gap))
        .routes(routes!(console::draft::read_draft, console::draft::discard_draft))
        .routes(routes!(
            console::draft::read_draft_file,
            console::draft::save_draft_file,
            console::draft::discard_draft_file
        ))
        .routes(routes!(
            console::draft::check_draft,
            console::proofs::read_draft_check,
            console::proofs::stop_draft_check
        ))
        .routes(routes!(console::proofs::list_changed_questions))
        .routes(routes!(console::draft::publish_draft))
        .routes(routes!(console::draft_topics::list_draft_topics))
        .routes(routes!(console::draft_topics::read_draft_topic, console::draft_topics::save_draft_topic))
        .routes(routes!(console::draft_flows::list_draft_flows))
        .routes(routes!(console::draft_flows::read_draft_flow, console::draft_flows::save_draft_flow))
        .merge(draft_statements())
        .routes(routes!(console::scheduled_releases::schedule_draft))
        .routes(routes!(console::scheduled_releases::list_scheduled_releases))
        .routes(routes!(console::scheduled_releases::cancel_scheduled_release))
        .routes(routes!(console::draft_tries::preview_topic))
        .routes(routes!(console::draft_tries::list_draft_conflicts))
        .routes(routes!(console::draft_tries::try_draft))
        .routes(routes!(console::unanswered::list_unanswered))
        .routes(routes!(console::answer_figures::list_answer_figures))
        .routes(routes!(console::answer_figures::read_answer_figures))
        .routes(routes!(console::answer_figures::delete_feedback_words))
        .routes(routes!(console::sameness::read_sameness))
        .routes(routes!(console::sameness::list_answers_given));
    let about = "Writing and publishing what the assistant knows.";
    Group { name: "content", about, access: Access::Role(Role::Designer), routes }
}

/// Writing statements, and deciding what agents propose.
fn draft_statements() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(console::draft_statements::list_draft_statements))
        .routes(routes!(
            console::draft_statements::read_draft_statement,
            console::draft_statements::save_draft_statement
        ))
        .routes(routes!(console::draft_statements::preview_statement))
        .routes(routes!(console::statements::list_statement_proposals))
        .routes(routes!(console::statements::approve_statement_proposal))
        .routes(routes!(console::statements::decline_statement_proposal))
}

/// Team leaders.
fn leaders() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(console::reports::report_today))
        .routes(routes!(console::sla::read_sla, console::sla::set_sla))
        .routes(routes!(console::sla::report_sla))
        .routes(routes!(console::care::report_hard_contacts))
        .routes(routes!(console::incidents::list_incidents))
        .routes(routes!(console::incidents::close_incident))
        .routes(routes!(console::invitations::invite))
        .routes(routes!(console::customers::export_customer));
    let about = "How it goes, and who is in the team.";
    Group { name: "team", about, access: Access::Role(Role::Leader), routes }
}

/// Admins.
fn admins() -> Group {
    let routes = OpenApiRouter::new()
        .routes(routes!(console::agents::change_agent))
        .routes(routes!(console::teams::create_team))
        .routes(routes!(console::teams::change_team, console::teams::delete_team))
        .routes(routes!(console::customers::erase_customer))
        .routes(routes!(console::inboxes::list_inboxes, console::inboxes::create_inbox))
        .routes(routes!(console::inboxes::change_inbox))
        .routes(routes!(console::tokens::list_tokens, console::tokens::create_token))
        .routes(routes!(console::tokens::delete_token))
        .routes(routes!(console::language_model::read_language_model))
        .routes(routes!(console::webhooks::list_webhooks, console::webhooks::create_webhook))
        .routes(routes!(console::webhooks::change_webhook, console::webhooks::delete_webhook))
        .routes(routes!(console::webhooks::test_webhook))
        .routes(routes!(console::webhooks::list_deliveries))
        .routes(routes!(console::webhooks::retry_delivery))
        .routes(routes!(console::audit::list_audit_log))
        .routes(routes!(console::audit::verify_audit_log));
    let about = "Inboxes, tokens, webhooks, erasure, the language model, the audit log.";
    Group { name: "administration", about, access: Access::Role(Role::Admin), routes }
}

/// Customers and agents, live. Who is there is told by the first frame.
fn live_connection() -> Group {
    let routes = OpenApiRouter::new().routes(routes!(live::live));
    Group { name: "live", about: "What happens, as it happens.", access: Access::Public, routes }
}

/// Routes that the same people use.
struct Group {
    name: &'static str,
    about: &'static str,
    access: Access,
    routes: OpenApiRouter<AppState>,
}

impl Group {
    /// The routes behind their guard, and described. Without a state they are only described.
    fn guarded(self, state: Option<&AppState>) -> OpenApiRouter<AppState> {
        let mut routes = self.routes;
        openapi::describe_group(routes.get_openapi_mut(), self.name, self.about, self.access);
        let Some(state) = state else { return routes };
        routes
            .layer(DefaultBodyLimit::max(JSON_BYTES))
            .route_layer(from_fn_with_state(state.clone(), replay::replay))
            .route_layer(from_fn_with_state((state.clone(), self.access), access::guard))
    }
}

/// Routes that take files.
fn with_files(state: Option<&AppState>, routes: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
    let file_bytes = state.map_or(0, |state| state.options().attachment_bytes);
    let limit = usize::try_from(file_bytes).unwrap_or(usize::MAX).saturating_add(FORM_BYTES);
    routes.layer(DefaultBodyLimit::max(limit))
}
