//! What the domain says, as the API shows it: the customer's view and the agents' view.

use rapport_desk::{ConversationDetails, ConversationRow, VisitState};
use rapport_domain::{
    action::{ActionCall, ActionOutcome},
    conversation::Handover,
    customer::Customer,
    event::{ConversationEvent, Recorded},
    promise::PromiseChange,
    proposal::ProposalOutcome,
    sla::{SlaClock, SlaState},
    why::Why,
};

use crate::{
    dictionary::Dictionary,
    shapes::{self, AgentEventBody as Body, LiveEventBody},
};

/// The event as the customer sees it; `None` where they see nothing of it.
pub(crate) fn for_customer(recorded: &Recorded, names: &Dictionary) -> Option<shapes::LiveEvent> {
    let message = names.message(recorded.event.visible_message()?);
    let is_answer = rapport_desk::is_answer(&recorded.event);
    let body = LiveEventBody::Message { message, is_answer };
    Some(shapes::LiveEvent { seq: recorded.seq, at: recorded.at.into(), body })
}

/// Whether the event may change what the customer's widget shows around the messages.
pub(crate) fn changes_state(event: &ConversationEvent) -> bool {
    matches!(
        event,
        ConversationEvent::Started { .. }
            | ConversationEvent::EpisodeStarted { .. }
            | ConversationEvent::HandoverRequested { .. }
            | ConversationEvent::TakenOver { .. }
            | ConversationEvent::HandedBack { .. }
            | ConversationEvent::HandedOver { .. }
            | ConversationEvent::Snoozed { .. }
            | ConversationEvent::Woken {}
            | ConversationEvent::Resolved { .. }
            | ConversationEvent::Rated { .. }
            | ConversationEvent::Protected { .. }
    ) || thanks(event)
}

/// Thanks may be asked to be shared.
fn thanks(event: &ConversationEvent) -> bool {
    match event {
        ConversationEvent::Perceived { perception, .. } => {
            matches!(perception.feeling, Some(rapport_domain::feeling::Feeling::Grateful))
        }
        _ => false,
    }
}

/// The conversation around the messages, as the customer sees it.
pub(crate) fn widget_conversation(state: &VisitState, names: &Dictionary) -> shapes::WidgetConversation {
    let row = &state.row;
    let holder = names.holder(row.holder);
    let name = state.agent_name.clone().or(holder.name);
    shapes::WidgetConversation {
        id: row.id,
        status: row.status.into(),
        holder: shapes::WidgetHolder { kind: holder.kind, name },
        rating: row.rating,
        awaiting_person: row.handover.is_some(),
        ended: state
            .ended
            .as_ref()
            .map(|ended| shapes::Ended { other_ways: ended.other_ways.clone(), until: ended.until.into() }),
        may_share: state
            .thanks
            .as_ref()
            .map(|thanks| shapes::MayShare { id: thanks.id, words: thanks.words.clone() }),
        queue: state.outlook.as_ref().map(|outlook| shapes::Queue {
            place: outlook.place,
            wait_minutes: outlook.wait_minutes,
            open_now: outlook.open_now,
            opens: outlook.opens.clone(),
        }),
    }
}

/// A conversation in a list.
pub(crate) fn row(row: &ConversationRow, names: &Dictionary) -> shapes::ConversationRow {
    shapes::ConversationRow {
        id: row.id,
        customer: brief(row),
        channel: row.channel.into(),
        inbox: row.inbox,
        status: row.status.into(),
        holder: names.holder(row.holder),
        feeling: row.feeling.map(Into::into),
        valence: narrow(row.valence),
        urgency: narrow(row.urgency),
        waiting_since: row.waiting_since.map(Into::into),
        unread: u32::try_from(row.unread).unwrap_or(u32::MAX),
        preview: row.preview.as_ref().map(|preview| preview.text.clone()).unwrap_or_default(),
        preview_by: row.preview.as_ref().map(|preview| names.author(preview.author).kind),
        preview_hostile: row.hides_preview,
        hard: row.hostility.is_some(),
        last_at: row.last_at.into(),
        rating: row.rating,
        priority: row.handover.as_ref().map_or(0.0, |handover| handover.priority),
        counts_from: row.counts_from().into(),
        handover: row.handover.as_ref().map(handover),
        handed: row.handed.as_ref().map(|handed| names.handed(handed)),
        language: row.language.clone(),
        fence: row.fence,
        snoozed_until: row.snoozed_until.map(Into::into),
        tags: row.tags.iter().map(ToString::to_string).collect(),
        sla: row.sla.as_ref().and_then(sla),
        seq: row.seq,
    }
}

/// The target that is due next.
fn sla(clock: &SlaClock) -> Option<shapes::SlaNext> {
    let (target, leg) = clock.next()?;
    let left_us =
        leg.target_us.filter(|_| clock.running_since.is_none()).map(|us| (us - clock.used_us).max(0));
    Some(shapes::SlaNext {
        target: target.into(),
        due_at: leg.due_at.map(Into::into),
        near_at: leg.near_at.map(Into::into),
        left_s: left_us.map(|us| u64::try_from(us / 1_000_000).unwrap_or(0)),
        missed: leg.state == SlaState::Missed,
    })
}

fn brief(row: &ConversationRow) -> shapes::CustomerBrief {
    let profile = row.profile.as_ref();
    shapes::CustomerBrief {
        id: row.customer,
        name: profile.and_then(|customer| customer.name.clone()),
        email: profile.and_then(|customer| customer.email.clone()),
    }
}

fn handover(handover: &Handover) -> shapes::Handover {
    shapes::Handover {
        reason: handover.reason.into(),
        note: handover.note.clone(),
        since: handover.since.into(),
    }
}

/// A conversation with everything that an agent needs.
pub(crate) fn details(details: &ConversationDetails, names: &Dictionary) -> shapes::ConversationDetails {
    let previous = details.previous.iter().map(|other| row(other, names)).collect();
    shapes::ConversationDetails {
        row: row(&details.row, names),
        events: details.events.iter().filter_map(|recorded| for_agent(recorded, names)).collect(),
        trajectory: details.trajectory.iter().map(felt).collect(),
        direction: details.summary.direction.into(),
        summary: summary(details, names),
        customer: shapes::CustomerDetails {
            customer: details.customer.clone().unwrap_or_else(|| erased(details)).into(),
            previous,
        },
        held: details.held.iter().map(held).collect(),
        limits: (&details.limits).into(),
        seq: details.row.seq,
    }
}

/// A reply that waits, for agents.
pub(crate) fn held(held: &rapport_desk::HeldReply) -> shapes::HeldReply {
    use rapport_desk::Refusal;
    shapes::HeldReply {
        client_id: held.client_id.clone(),
        agent: held.agent,
        text: held.text.clone(),
        attachments: held.attachments.iter().map(Into::into).collect(),
        promises: held.promises.iter().map(Into::into).collect(),
        at: held.held_at.into(),
        due_at: held.due_at.into(),
        refused: held.refused.map(|refused| match refused {
            Refusal::HeldByOther => shapes::Refusal::HeldByOther,
            Refusal::Invalid => shapes::Refusal::Invalid,
        }),
    }
}

/// What is left of an erased customer: their number.
fn erased(details: &ConversationDetails) -> Customer {
    Customer {
        id: details.row.customer,
        name: None,
        email: None,
        mail_declined: false,
        verified: false,
        external_id: None,
        locale: "und".to_owned(),
        created_at: details.row.started_at,
    }
}

fn felt(felt: &rapport_domain::trajectory::Felt) -> shapes::Felt {
    shapes::Felt {
        seq: felt.seq,
        at: felt.at.into(),
        feeling: felt.feeling.map(Into::into),
        valence: felt.valence,
        intensity: felt.intensity,
        urgency: felt.urgency,
    }
}

fn summary(details: &ConversationDetails, names: &Dictionary) -> shapes::Summary {
    let from = &details.summary;
    shapes::Summary {
        arrived: from.arrived.map(Into::into),
        now: from.now.map(Into::into),
        asked: from.asked.clone(),
        tried: from.tried.clone(),
        promised: from.promised.iter().map(|made| promise(made, names)).collect(),
        topics: from
            .topics
            .iter()
            .map(|id| id.parse().map_or_else(|_| id.clone(), |id| names.topic(&id)))
            .collect(),
        handover: details.row.handover.as_ref().map(handover),
        interrupted: from.interrupted.as_ref().map(|flow| shapes::InterruptedFlow {
            title: flow.title.clone(),
            question: flow.question.clone(),
            known: flow.known.clone(),
        }),
    }
}

/// A promise, for agents.
pub(crate) fn promise(promise: &rapport_desk::Promise, names: &Dictionary) -> shapes::PromiseMade {
    shapes::PromiseMade {
        seq: promise.seq,
        promise: promise.promise.clone(),
        by: promise.by.map(Into::into),
        at: promise.at.into(),
        owner: promise.owner.map(|owner| names.somebody(owner)),
        state: promise.state.into(),
        closed_at: promise.closed_at.map(Into::into),
    }
}

/// A promise in a list.
pub(crate) fn listed_promise(
    listed: &rapport_desk::ListedPromise,
    names: &Dictionary,
) -> shapes::ListedPromise {
    shapes::ListedPromise {
        conversation: listed.conversation,
        customer: brief_of(&listed.customer),
        promise: promise(&listed.promise, names),
    }
}

/// A note that calls somebody.
pub(crate) fn mention(mention: &rapport_desk::Mention, names: &Dictionary) -> shapes::Mention {
    shapes::Mention {
        conversation: mention.conversation,
        seq: mention.seq,
        customer: brief_of(&mention.customer),
        note: names.message(&mention.note),
        at: mention.at.into(),
        read: mention.read_at.is_some(),
    }
}

fn brief_of(customer: &Customer) -> shapes::CustomerBrief {
    shapes::CustomerBrief { id: customer.id, name: customer.name.clone(), email: customer.email.clone() }
}

/// The event as agents see it; `None` for what only machines read.
pub(crate) fn for_agent(recorded: &Recorded, names: &Dictionary) -> Option<shapes::AgentEvent> {
    let body = match &recorded.event {
        ConversationEvent::Started { channel, .. } => Body::Started { channel: (*channel).into() },
        ConversationEvent::EpisodeStarted { number } => Body::EpisodeStarted { number: *number },
        ConversationEvent::CameFrom { topic } => {
            Body::CameFrom { topic: topic.to_string(), title: names.article(topic) }
        }
        ConversationEvent::MessageReceived { message, .. }
        | ConversationEvent::AgentReplied { message, .. }
        | ConversationEvent::SystemSaid { message } => {
            Body::Message { message: names.message(message), why: None }
        }
        ConversationEvent::Replied { message, why: reasons, .. } => {
            Body::Message { message: names.message(message), why: Some(Box::new(why(reasons, names))) }
        }
        ConversationEvent::Noted { message, mentions } => {
            Body::Note { message: names.message(message), mentions: mentions.clone() }
        }
        ConversationEvent::Perceived { of, perception } => {
            Body::Perceived { of: *of, perception: Box::new(perception.as_ref().into()) }
        }
        ConversationEvent::Understood { through, understanding } => Body::Understood {
            through: *through,
            dialogue_act: understanding.dialogue_act.into(),
            in_scope: understanding.in_scope,
            candidates: understanding.candidates.iter().map(|found| candidate(found, names)).collect(),
            also: understanding.also.as_ref().map(|also| candidate(also, names)),
        },
        other => flow_or_act(other, names).or_else(|| desk_act(other, names))?,
    };
    Some(shapes::AgentEvent { seq: recorded.seq, at: recorded.at.into(), body })
}

fn flow_or_act(event: &ConversationEvent, names: &Dictionary) -> Option<Body> {
    Some(match event {
        ConversationEvent::FlowStarted { flow } | ConversationEvent::FlowResumed { flow } => {
            Body::FlowStarted { flow: flow.to_string() }
        }
        ConversationEvent::FlowEnded { flow, ending } => {
            Body::FlowEnded { flow: flow.to_string(), ending: (*ending).into() }
        }
        ConversationEvent::SlotFilled { slot, value, .. } => {
            Body::SlotFilled { slot: slot.to_string(), value: value.clone() }
        }
        ConversationEvent::Confirmed { call: what } => Body::Confirmed { call: call(what, names) },
        ConversationEvent::Declined { call: what } => Body::Declined { call: call(what, names) },
        ConversationEvent::ActionRequested { call: what } => {
            Body::Action { call: call(what, names), outcome: None }
        }
        ConversationEvent::ActionFinished { call, action, outcome: came } => Body::Action {
            call: shapes::Call {
                id: *call,
                action: action.to_string(),
                title: names.action(action),
                arguments: serde_json::Value::Object(serde_json::Map::new()),
            },
            outcome: Some(outcome(came)),
        },
        _ => return None,
    })
}

fn desk_act(event: &ConversationEvent, names: &Dictionary) -> Option<Body> {
    Some(match event {
        ConversationEvent::HandoverRequested { reason, note, priority } => {
            Body::HandoverRequested { reason: (*reason).into(), note: note.clone(), priority: *priority }
        }
        ConversationEvent::TakenOver { agent, .. } => Body::TakenOver { agent: names.somebody(*agent) },
        ConversationEvent::HandedBack { agent, note, .. } => {
            Body::HandedBack { agent: names.somebody(*agent), note: note.clone() }
        }
        ConversationEvent::HandedOver { agent, to, note, .. } => {
            Body::HandedOver { agent: names.somebody(*agent), to: names.receiver(*to), note: note.clone() }
        }
        ConversationEvent::Snoozed { agent, until } => {
            Body::Snoozed { agent: names.somebody(*agent), until: (*until).into() }
        }
        ConversationEvent::Woken {} => Body::Woken {},
        ConversationEvent::Resolved { agent } => {
            Body::Resolved { agent: agent.map(|agent| names.somebody(agent)) }
        }
        ConversationEvent::Tagged { tag, agent } => {
            Body::Tagged { tag: tag.to_string(), agent: agent.map(|agent| names.somebody(agent)) }
        }
        ConversationEvent::Untagged { tag, agent } => {
            Body::Untagged { tag: tag.to_string(), agent: agent.map(|agent| names.somebody(agent)) }
        }
        ConversationEvent::Rated { score, comment } => {
            Body::Rated { score: *score, comment: comment.clone() }
        }
        ConversationEvent::Protected { level, ended, agent } => Body::Protected {
            level: (*level).into(),
            ended: *ended,
            agent: agent.map(|agent| names.somebody(agent)),
        },
        ConversationEvent::Promised { promise, by, agent } => Body::Promised {
            promise: promise.clone(),
            by: by.map(Into::into),
            agent: agent.map(|agent| names.somebody(agent)),
        },
        ConversationEvent::PromiseChanged { of, change } => Body::PromiseChanged {
            of: *of,
            change: change.into(),
            by: match change {
                PromiseChange::Moved { by, .. } => Some((*by).into()),
                _ => None,
            },
            agent: change.agent().map(|agent| names.somebody(agent)),
        },
        _ => return None,
    })
}

/// A topic and how sure we are of it.
pub(crate) fn candidate(
    found: &rapport_domain::understanding::Candidate,
    names: &Dictionary,
) -> shapes::Candidate {
    shapes::Candidate {
        topic: found.topic.to_string(),
        title: names.topic(&found.topic),
        confidence: found.confidence,
    }
}

fn call(call: &ActionCall, names: &Dictionary) -> shapes::Call {
    shapes::Call {
        id: call.id,
        action: call.action.to_string(),
        title: names.action(&call.action),
        arguments: serde_json::Value::Object(call.arguments.clone().into_iter().collect()),
    }
}

/// What came of a call.
pub(crate) fn outcome(outcome: &ActionOutcome) -> shapes::Outcome {
    match outcome {
        ActionOutcome::Done { result } => shapes::Outcome::Done { result: result.clone() },
        ActionOutcome::Refused { reason } => shapes::Outcome::Refused { reason: reason.clone() },
        ActionOutcome::Unknown => shapes::Outcome::Unknown,
        ActionOutcome::Blocked { reason } => shapes::Outcome::Blocked { reason: reason.clone() },
    }
}

/// Why a reply was given as it was.
pub(crate) fn why(why: &Why, names: &Dictionary) -> shapes::Why {
    let (flow, step) = why.flow.clone().unzip();
    shapes::Why {
        decision: why.decision.into(),
        release: why.release.to_string(),
        topic: why.topic.as_ref().map(ToString::to_string),
        topic_title: why.topic.as_ref().map(|topic| names.topic(topic)),
        confidence: why.confidence,
        answer_version: why.answer_version,
        second: why.second.as_ref().map(|(topic, version)| shapes::SecondAnswer {
            topic: topic.to_string(),
            topic_title: names.topic(topic),
            answer_version: *version,
        }),
        flow: flow.map(|flow| flow.to_string()),
        step: step.map(|step| step.to_string()),
        feeling: why.feeling.map(Into::into),
        intensity: why.intensity,
        urgency: why.urgency,
        statements: why
            .statements
            .iter()
            .map(|chosen| shapes::ChosenStatement {
                statement: chosen.statement.to_string(),
                part: chosen.part.into(),
                because: chosen.because.clone(),
            })
            .collect(),
        proposal: proposal(why, names).map(Box::new),
        notes: why.notes.clone(),
    }
}

/// What a language model proposed, and what became of it.
fn proposal(why: &Why, names: &Dictionary) -> Option<shapes::WhyProposal> {
    let proposal = why.surroundings.as_ref()?.proposal.as_ref()?;
    let (text, because) = match &proposal.outcome {
        ProposalOutcome::Text { text } => (Some(text.clone()), None),
        ProposalOutcome::Nothing { because } => (None, Some(because.in_words().to_owned())),
    };
    let verdict = why.verdict.as_deref();
    let objections = verdict.map_or(&[][..], |verdict| verdict.objections.as_slice()).iter();
    let sources = proposal.sources.iter();
    Some(shapes::WhyProposal {
        model: proposal.model.clone(),
        accepted: verdict.is_some_and(|verdict| verdict.accepted),
        text,
        because,
        sources: sources
            .map(|source| shapes::SuggestionSource {
                topic: source.topic.to_string(),
                title: names.topic(&source.topic),
            })
            .collect(),
        objections: objections
            .map(|one| shapes::ProposalObjection {
                rule: one.rule.clone(),
                because: one.because.clone(),
                said: one.said.clone(),
            })
            .collect(),
    })
}

/// Scores need no more digits than `f32` has.
#[expect(clippy::cast_possible_truncation, reason = "scores lie between -1 and 1")]
fn narrow(score: f64) -> f32 {
    score as f32
}
