//! Closed lists of words: feelings, states, roles, reasons. Each mirrors a type of the domain, and the
//! exhaustive conversions make a new word there a compile error here.

use rapport_domain::{
    agent, content, conversation, event, feeling, perception, promise, sla, trajectory, understanding, why,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! mirrors {
    ($($(#[$doc:meta])* $name:ident of $domain:path { $($(#[$vdoc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl From<$domain> for $name {
            fn from(from: $domain) -> Self {
                match from { $(<$domain>::$variant => Self::$variant,)* }
            }
        }

        impl From<$name> for $domain {
            fn from(from: $name) -> Self {
                match from { $($name::$variant => <$domain>::$variant,)* }
            }
        }
    )*};
}

mirrors! {
    /// How a customer feels.
    Feeling of feeling::Feeling {
        /// Nothing stirs: a plain question, a plain fact.
        Calm,
        /// Glad, satisfied, excited.
        Pleased,
        /// Thankful.
        Grateful,
        /// Lost, unsure what is meant or what to do.
        Confused,
        /// Worried about what may happen.
        Anxious,
        /// Let down: it should have been better.
        Disappointed,
        /// Sorrowful, grieving.
        Sad,
        /// Blocked, again and again; effort without result.
        Frustrated,
        /// Outraged, blaming.
        Angry,
    }

    /// Where a conversation stands.
    Status of conversation::Status {
        /// A person is needed, or is answering.
        Open,
        /// The assistant is answering; nobody needs to act.
        Pending,
        /// Put aside until a moment.
        Snoozed,
        /// Done.
        Resolved,
    }

    /// How a conversation comes and goes.
    Channel of conversation::Channel {
        /// The chat bubble on a page.
        Widget,
        /// E-mail.
        Email,
        /// A program that speaks this API.
        Api,
    }

    /// What an agent does in a conversation that they have open.
    Presence of rapport_desk::Presence {
        /// Nothing any more.
        Gone,
        /// Looks at it.
        Looking,
        /// Writes a note for colleagues.
        Noting,
        /// Writes a reply.
        Writing,
    }

    /// What a response time is set for.
    SlaTarget of sla::SlaTarget {
        /// Until a person has replied for the first time.
        FirstReply,
        /// Until the conversation is resolved.
        Resolution,
    }

    /// Why a response time was missed: what the conversation waited for when its time was up.
    MissReason of sla::MissReason {
        /// It waited in the queue while agents were there.
        Waited,
        /// It waited in the queue, and nobody was there.
        NobodyThere,
        /// An agent held it and the customer was waiting.
        Held,
        /// It came back to the queue from an agent who had gone.
        PassedOn,
    }

    /// What an agent may do. Each role may do what the ones before it may.
    Role of agent::Role {
        /// Reads what agents read and changes nothing.
        Reader,
        /// Answers customers.
        Agent,
        /// Writes topics, answers, flows and statements, and publishes releases.
        Designer,
        /// Sees the team's reports and invites agents.
        Leader,
        /// Everything, including tokens, webhooks and erasure.
        Admin,
    }

    /// Why a person is needed.
    HandoverReason of event::HandoverReason {
        /// The customer asked for one.
        Asked,
        /// The assistant did not know, twice.
        DidNotKnow,
        /// A flow calls for one.
        Flow,
        /// Nothing can be said for sure about an act.
        ActUncertain,
        /// The feeling calls for one: strong and getting worse.
        Feeling,
        /// A threat, or abuse that went on.
        Hostility,
        /// A language that the content is not written in.
        Language,
        /// The assistant could not answer in time.
        Trouble,
        /// The agent who held it is not there any more.
        Away,
        /// An agent handed it to a team.
        Colleague,
        /// A promise fell due and was not kept.
        Promise,
    }

    /// What became of a promise.
    PromiseState of promise::PromiseState {
        /// It is still to be kept.
        Open,
        /// It was kept.
        Kept,
        /// It was not kept.
        Broken,
        /// It was no promise, or the customer needs it no more.
        Withdrawn,
    }

    /// What a reply does.
    DecisionKind of why::DecisionKind {
        /// Gives an approved answer.
        Answered,
        /// Takes a step of a flow.
        FlowStep,
        /// Asks which of the likeliest topics is meant.
        AskedBack,
        /// Says that it does not know, and offers a person.
        DidNotKnow,
        /// Hands over to a person.
        HandedOver,
        /// Greets, thanks, says goodbye or says what it is.
        Courtesy,
        /// Warns an abusive customer, or ends by policy.
        Protected,
        /// Acknowledges what came in while a person is awaited.
        Waiting,
        /// Gives what a language model put together from approved answers.
        Drafted,
    }

    /// What a customer does with a turn, whatever it is about.
    DialogueAct of understanding::DialogueAct {
        /// Asks or tells something.
        Inform,
        /// Yes.
        Affirm,
        /// No.
        Deny,
        /// Hello, and nothing else.
        Greet,
        /// Thanks, and nothing else.
        Thank,
        /// Goodbye, and nothing else.
        Farewell,
        /// Wants a person.
        AskForPerson,
        /// Asks whether we are a machine.
        AskIfAi,
        /// Stop what we are doing.
        Cancel,
        /// Say that again.
        Repeat,
        /// Corrects what was understood.
        Correct,
    }

    /// How a flow ended.
    FlowEnding of event::FlowEnding {
        /// It came to its end.
        Finished,
        /// The customer stopped it.
        Cancelled,
        /// A person took it on.
        HandedOver,
        /// The release no longer knows the flow.
        Withdrawn,
        /// The customer said nothing for long.
        Silent,
    }

    /// The parts of a framing, in the order in which they are said.
    FramingPart of content::FramingPart {
        /// What happened, to them.
        Acknowledge,
        /// No judging, no defending.
        Accept,
        /// Leads over to the answer or the deed.
        Act,
        /// Is that right? Shall I do that now?
        Check,
        /// Who does what, and when.
        NextStep,
    }

    /// Where a trajectory is heading.
    Direction of trajectory::Direction {
        /// Getting worse.
        Escalating,
        /// Getting better.
        Easing,
        /// Neither.
        Steady,
    }

    /// What makes a message urgent.
    UrgencyReason of perception::UrgencyReason {
        /// A date or time is near.
        Deadline,
        /// The customer is shut out.
        LockedOut,
        /// Health or safety.
        Safety,
        /// Somebody who depends on it.
        Vulnerability,
        /// Money is being lost.
        Money,
        /// Another consequence.
        Consequence,
        /// The customer says so.
        Stated,
    }

    /// Degrees of hostility against a person, rising.
    HostilityLevel of perception::HostilityLevel {
        /// None.
        None,
        /// Disrespectful of a person.
        Rude,
        /// Insults or demeans a person.
        Abusive,
        /// Threatens a person.
        Threat,
    }

    /// Which model read a message.
    Tier of perception::Tier {
        /// The sentence encoder with its heads.
        Full,
        /// The stand-in under overload.
        Fast,
    }

    /// What is left unsaid.
    Unsaid of perception::Unsaid {
        /// Much shorter than this customer writes otherwise.
        Shorter,
        /// Much later than this customer answers otherwise.
        Later,
        /// Less warm than this customer was before.
        Colder,
        /// "Fine." and its like, after something went wrong.
        FlatAgreement,
        /// Came back about the same thing.
        RepeatedContact,
        /// Our question was passed over.
        UnansweredQuestion,
    }
}
