//! The row that the inbox shows of a conversation: its events, folded as they are appended.
//!
//! Where it speaks of the same things, it agrees with [`rapport_domain::conversation::Conversation`]; a
//! test holds the two side by side.

use rapport_domain::{
    ConversationId, CustomerId, InboxId, TeamId, Timestamp, TopicId,
    conversation::{Channel, Handed, Handover, Holder, Status},
    customer::Customer,
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    message::{Author, Message},
    perception::{HostilityLevel, Perception, WORDS_TO_TELL_A_LANGUAGE},
    promise::PromiseChange,
    queue,
    sla::SlaClock,
    tag::Tag,
    team::Receiver,
    why::DecisionKind,
};
use serde::{Deserialize, Serialize};

/// Characters of the last message that the inbox shows.
const PREVIEW_CHARS: usize = 160;

/// A conversation as the inbox shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRow {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Who that is; `None` once they were erased. Only look-ups and lists fill it.
    pub profile: Option<Customer>,
    /// Where it arrived.
    pub inbox: InboxId,
    /// How it comes and goes.
    pub channel: Channel,
    /// When it began.
    pub started_at: Timestamp,
    /// The sequence number of the last event.
    pub seq: u64,
    /// The fencing token of whoever speaks.
    pub fence: u64,
    /// 1, 2, 3…
    pub episode: u32,
    /// Where it stands.
    pub status: Status,
    /// Who speaks.
    pub holder: Holder,
    /// When something last happened that moves it up in the inbox.
    pub last_at: Timestamp,
    /// The sequence number of the last customer message, 0 before the first.
    pub last_inbound: u64,
    /// When the customer wrote last.
    pub last_inbound_at: Option<Timestamp>,
    /// Since when the customer waits for an answer, or for the person who was promised.
    pub waiting_since: Option<Timestamp>,
    /// Customer messages since an agent last looked or answered.
    pub unread: u64,
    /// The first feeling of this episode that could be told: how they arrived.
    pub arrived: Option<Feeling>,
    /// The last feeling that could be told.
    pub feeling: Option<Feeling>,
    /// Its valence −1…1.
    pub valence: f64,
    /// Its strength 0…1.
    pub intensity: f64,
    /// Urgency 0…1 of the last message read.
    pub urgency: f64,
    /// The worst hostility of this episode, where it was abuse or a threat: a hard conversation.
    pub hostility: Option<HostilityLevel>,
    /// Whether the last message is one that nobody should come upon unprepared.
    pub hides_preview: bool,
    /// Since when it is ended by policy.
    pub ended_at: Option<Timestamp>,
    /// The customer's rating of this episode.
    pub rating: Option<u8>,
    /// The person who is awaited.
    pub handover: Option<Handover>,
    /// Who handed it to whom, until somebody there has answered.
    pub handed: Option<Handed>,
    /// The language that the customer writes in: a BCP 47 code, once it can be told.
    pub language: Option<String>,
    /// The topic of this episode's last reply that had one.
    pub topic: Option<TopicId>,
    /// Until when it is put aside.
    pub snoozed_until: Option<Timestamp>,
    /// The last message.
    pub preview: Option<Preview>,
    /// Its tags, in the order in which they were put on.
    pub tags: Vec<Tag>,
    /// The clock of its response times. Only look-ups and lists fill it.
    pub sla: Option<SlaClock>,
    /// Up to where an agent has read.
    pub read_seq: u64,
    /// Up to where the customer has seen.
    pub seen_seq: u64,
}

/// The beginning of the last message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Who wrote it.
    pub author: Author,
    /// Its first words.
    pub text: String,
}

impl ConversationRow {
    /// The row after a conversation's first event.
    pub(crate) fn started(id: ConversationId, first: &Recorded) -> Option<Self> {
        let ConversationEvent::Started { customer, inbox, channel } = first.event else { return None };
        Some(Self {
            id,
            customer,
            profile: None,
            inbox,
            channel,
            started_at: first.at,
            seq: first.seq,
            fence: 0,
            episode: 1,
            status: Status::Pending,
            holder: Holder::Assistant,
            last_at: first.at,
            last_inbound: 0,
            last_inbound_at: None,
            waiting_since: None,
            unread: 0,
            arrived: None,
            feeling: None,
            valence: 0.0,
            intensity: 0.0,
            urgency: 0.0,
            hostility: None,
            hides_preview: false,
            ended_at: None,
            rating: None,
            handover: None,
            handed: None,
            language: None,
            topic: None,
            snoozed_until: None,
            preview: None,
            tags: Vec::new(),
            sla: None,
            read_seq: 0,
            seen_seq: 0,
        })
    }

    /// Takes the next event into account.
    pub(crate) fn apply(&mut self, recorded: &Recorded) {
        self.seq = recorded.seq;
        match &recorded.event {
            ConversationEvent::MessageReceived { message, .. } => {
                self.show(message, recorded.at);
                self.last_inbound = recorded.seq;
                self.last_inbound_at = Some(recorded.at);
                // After an end nobody is waited for.
                if self.ended_at.is_none() {
                    self.waiting_since.get_or_insert(recorded.at);
                }
                self.unread += u64::from(recorded.seq > self.read_seq);
            }
            ConversationEvent::Perceived { of, perception } => {
                let level = perception.hostility.level;
                if level >= HostilityLevel::Abusive {
                    self.hostility = self.hostility.max(Some(level));
                    self.hides_preview |= *of == self.last_inbound && self.shows_customer();
                }
                self.urgency = f64::from(perception.urgency);
                self.hear_language(*of, perception);
                if let Some(feeling) = perception.feeling {
                    self.arrived.get_or_insert(feeling);
                    self.feeling = Some(feeling);
                    self.valence = f64::from(perception.valence);
                    self.intensity = f64::from(perception.intensity);
                }
            }
            ConversationEvent::Replied { message, why, answers } => {
                self.show(message, recorded.at);
                self.topic = why.topic.clone().or_else(|| self.topic.take());
                let promises_more = matches!(why.decision, DecisionKind::HandedOver | DecisionKind::Waiting);
                if *answers >= self.last_inbound && self.handover.is_none() && !promises_more {
                    self.waiting_since = None;
                }
            }
            ConversationEvent::AgentReplied { message, .. } => {
                self.show(message, recorded.at);
                self.waiting_since = None;
                self.handed = None;
                self.read_seq = self.read_seq.max(recorded.seq);
                self.unread = 0;
            }
            ConversationEvent::Rated { score, .. } => self.rating = Some(*score),
            ConversationEvent::Tagged { tag, .. } if !self.tags.contains(tag) => self.tags.push(tag.clone()),
            ConversationEvent::Untagged { tag, .. } => self.tags.retain(|other| other != tag),
            _ => self.apply_desk(recorded),
        }
        // Whoever awaits a person waits since some moment; the queue is ordered by it.
        if self.awaits_person() {
            self.waiting_since.get_or_insert(recorded.at);
        }
    }

    fn apply_desk(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::EpisodeStarted { number } => self.begin_episode(*number, recorded.at),
            ConversationEvent::HandoverRequested { reason, note, priority } => {
                self.stand(Status::Open);
                self.ended_at = None;
                self.waiting_since.get_or_insert(recorded.at);
                self.last_at = recorded.at;
                let (reason, note, priority) = (*reason, note.clone(), *priority);
                let since = self.handover.as_ref().map_or(recorded.at, |awaited| awaited.since);
                self.handover = Some(Handover { reason, note, priority, since });
            }
            ConversationEvent::TakenOver { agent, fence } => {
                self.stand(Status::Open);
                self.holder = Holder::Agent { id: *agent };
                self.ended_at = None;
                self.fence = *fence;
                self.handover = None;
                self.handed = None;
            }
            ConversationEvent::HandedBack { fence, .. } => {
                self.stand(Status::Pending);
                self.holder = Holder::Assistant;
                self.fence = *fence;
                self.handover = None;
                self.handed = None;
            }
            ConversationEvent::HandedOver { .. } => self.apply_handed_over(recorded),
            ConversationEvent::Snoozed { until, .. } => {
                self.stand(Status::Snoozed);
                self.snoozed_until = Some(*until);
            }
            ConversationEvent::Woken {} => {
                let needs_person = self.handover.is_some() || self.holder != Holder::Assistant;
                self.stand(if needs_person { Status::Open } else { Status::Pending });
                self.last_at = recorded.at;
            }
            ConversationEvent::Resolved { .. } => {
                self.stand(Status::Resolved);
                self.handover = None;
                self.handed = None;
                self.waiting_since = None;
            }
            ConversationEvent::Protected { ended: true, .. } => self.ended_at = Some(recorded.at),
            // Whoever keeps a promise finds its conversation on top when its moment comes near.
            ConversationEvent::PromiseChanged {
                change: PromiseChange::Reminded {} | PromiseChange::FellDue {},
                ..
            } => self.last_at = recorded.at,
            _ => {}
        }
    }

    fn begin_episode(&mut self, number: u32, at: Timestamp) {
        self.episode = number;
        self.stand(Status::Pending);
        self.fence += u64::from(self.holder != Holder::Assistant);
        self.holder = Holder::Assistant;
        self.handover = None;
        self.handed = None;
        self.topic = None;
        self.rating = None;
        self.hostility = None;
        self.ended_at = None;
        self.arrived = None;
        self.last_at = at;
    }

    fn apply_handed_over(&mut self, recorded: &Recorded) {
        let ConversationEvent::HandedOver { agent, to, note, fence } = &recorded.event else { return };
        self.stand(Status::Open);
        self.ended_at = None;
        self.fence = *fence;
        self.last_at = recorded.at;
        // Whoever was told that somebody else goes on waits for them.
        self.waiting_since.get_or_insert(recorded.at);
        self.handed = Some(Handed { by: *agent, to: *to, note: note.clone(), at: recorded.at });
        match to {
            Receiver::Agent { id } => {
                self.holder = Holder::Agent { id: *id };
                self.handover = None;
            }
            Receiver::Team { .. } => self.holder = Holder::Assistant,
        }
    }

    fn hear_language(&mut self, of: u64, perception: &Perception) {
        let last = self.preview.as_ref().filter(|_| of == self.last_inbound && self.shows_customer());
        let words = last.map_or(0, |preview| preview.text.split_whitespace().count());
        if words >= WORDS_TO_TELL_A_LANGUAGE && perception.language != "und" {
            self.language = Some(perception.language.clone());
        }
    }

    fn stand(&mut self, status: Status) {
        self.status = status;
        self.snoozed_until = None;
    }

    fn show(&mut self, message: &Message, at: Timestamp) {
        self.last_at = at;
        self.hides_preview = false;
        let mut text: String = message.text.chars().take(PREVIEW_CHARS).collect();
        if text.is_empty() {
            text = message.attachments.first().map(|file| file.name.clone()).unwrap_or_default();
        }
        self.preview = Some(Preview { author: message.author, text });
    }

    fn shows_customer(&self) -> bool {
        self.preview.as_ref().is_some_and(|preview| preview.author == Author::Customer)
    }

    /// Whether it waits in the queue for a person.
    pub(crate) fn awaits_person(&self) -> bool {
        self.status == Status::Open && self.holder == Holder::Assistant
    }

    /// The team that it waits for.
    pub fn team(&self) -> Option<TeamId> {
        match self.handed.as_ref()?.to {
            Receiver::Team { id } if self.awaits_person() => Some(id),
            _ => None,
        }
    }

    /// The moment from which its place in the queue counts; the earliest is served first.
    pub fn counts_from(&self) -> Timestamp {
        let priority = self.handover.as_ref().map_or(0.0, |handover| handover.priority);
        queue::counts_from(self.waiting_since.unwrap_or(self.last_at), priority)
    }

    /// Small is served first.
    pub(crate) fn waiting_rank(&self) -> i64 {
        self.counts_from().as_micros()
    }
}
