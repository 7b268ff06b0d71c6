//! The letters that Rapport writes: a reply that was missed, an invitation, a password reset, a release that was
//! not published.

use rapport_domain::{ConversationId, DeliveryId, Timestamp};

use crate::{
    email::Letter,
    markdown::{escaped, plain_to_html, to_html},
};

/// One reply that the customer missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedReply {
    /// The agent's name; `None` is the assistant.
    pub author: Option<String>,
    /// What was said.
    pub text: String,
    /// The same in Markdown.
    pub rich: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What a customer missed because they left the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedReplies {
    /// Where it goes.
    pub to: String,
    /// The company's name.
    pub company: String,
    /// The assistant's name.
    pub assistant: String,
    /// The conversation; its letters form one thread.
    pub conversation: ConversationId,
    /// The delivery; the same at every attempt.
    pub delivery: DeliveryId,
    /// Leads back to the conversation.
    pub link: String,
    /// Leads to where the reader takes their address back.
    pub stop_link: String,
    /// What was said since, oldest first.
    pub replies: Vec<MissedReply>,
}

/// The letter for replies that the customer has not seen.
pub fn missed_replies(missed: &MissedReplies) -> Letter {
    let MissedReplies { company, assistant, link, stop_link, .. } = missed;
    let why = format!(
        "You get this mail because you left your address in a chat with {company}. If you want no more mail, \
         or it was not you, take the address back:"
    );
    let mut text = String::from("Hello,\n\nhere is the reply to your message:\n");
    let mut html = String::from("<p>Hello,</p><p>here is the reply to your message:</p>");
    for reply in &missed.replies {
        let by = match &reply.author {
            Some(agent) => agent.clone(),
            None => format!("{assistant} (AI assistant)"),
        };
        text += &format!("\n{by}:\n{}\n", reply.text);
        let body = match &reply.rich {
            Some(rich) => to_html(rich),
            None => plain_to_html(&reply.text),
        };
        html += &format!(
            "<p style=\"margin-bottom:0\"><strong>{}</strong></p><blockquote style=\"margin:0 0 1em;\
             padding-left:1em;border-left:3px solid #ccc\">{body}</blockquote>",
            escaped(&by),
        );
    }
    text += &format!("\nGo on where you left off:\n{link}\n\n-- \n{why}\n{stop_link}\n");
    let small = format!(
        "<p style=\"color:#666;font-size:small\">{} <a href=\"{}\" style=\"color:#666\">no more e-mails</a></p>",
        escaped(&why),
        escaped(stop_link),
    );
    html += &(button(link, "Go on where you left off") + &small);
    Letter {
        to: missed.to.clone(),
        to_name: None,
        subject: format!("{company}: a reply to your message"),
        text,
        html: page(&html),
        id: missed.delivery.to_string(),
        thread: Some(missed.conversation.to_string()),
        unsubscribe: Some(stop_link.clone()),
    }
}

/// A colleague is invited.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// What the invited person is called.
    pub name: &'a str,
    /// Who invites.
    pub inviter: &'a str,
    /// The company.
    pub company: &'a str,
    /// Leads to the page where the invitation is accepted.
    pub link: &'a str,
    /// In how many days it ends.
    pub days: u32,
    /// The invitation; the same at every attempt.
    pub id: &'a str,
}

/// The letter that invites a colleague.
pub fn invitation(invited: &Invitation<'_>) -> Letter {
    let Invitation { inviter, company, days, .. } = *invited;
    let lines = [
        format!("{inviter} invites you to answer the customers of {company} together."),
        format!("Choose a password and you are in. The link works for {days} days:"),
    ];
    let after = "If you do not know what this is about, you need not do anything.".to_owned();
    let greeting = format!("Hello {},", invited.name);
    let (text, html) = with_link(&greeting, &lines, (invited.link, "Accept the invitation"), &after);
    Letter {
        to: invited.to.to_owned(),
        to_name: Some(invited.name.to_owned()),
        subject: format!("{inviter} invites you to {company}"),
        text,
        html,
        id: invited.id.to_owned(),
        thread: None,
        unsubscribe: None,
    }
}

/// Somebody forgot their password.
#[derive(Debug, Clone, Copy)]
pub struct PasswordReset<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// What the agent is called.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// Leads to the page where the new password is set.
    pub link: &'a str,
    /// In how many minutes it ends.
    pub minutes: u32,
    /// The reset; the same at every attempt.
    pub id: &'a str,
}

/// The letter with which an agent sets a new password.
pub fn password_reset(reset: &PasswordReset<'_>) -> Letter {
    let PasswordReset { company, minutes, .. } = *reset;
    let lines = [
        format!("somebody, we hope you, asked for a new password for your account at {company}."),
        format!("Set it here. The link works once, within {minutes} minutes:"),
    ];
    let after = "If it was not you, you need not do anything: your password stays as it is.".to_owned();
    let greeting = format!("Hello {},", reset.name);
    let (text, html) = with_link(&greeting, &lines, (reset.link, "Set a new password"), &after);
    Letter {
        to: reset.to.to_owned(),
        to_name: Some(reset.name.to_owned()),
        subject: format!("{company}: set a new password"),
        text,
        html,
        id: reset.id.to_owned(),
        thread: None,
        unsubscribe: None,
    }
}

/// A release that was prepared for a moment was not published then.
#[derive(Debug, Clone, Copy)]
pub struct RefusedRelease<'a> {
    /// Where it goes: to who prepared it.
    pub to: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// Why not, as plain sentences.
    pub why: &'a str,
    /// Leads to the releases.
    pub link: &'a str,
    /// The release that waited; the same at every attempt.
    pub id: &'a str,
}

/// The letter that says why a release was not published.
pub fn release_refused(refused: &RefusedRelease<'_>) -> Letter {
    let RefusedRelease { company, why, .. } = *refused;
    let lines = [
        format!("the release that you prepared for {company} was not published when its moment came."),
        why.to_owned(),
    ];
    let after = "Customers hear what they heard before. Your draft is as you left it.".to_owned();
    let greeting = format!("Hello {},", refused.name);
    let (text, html) = with_link(&greeting, &lines, (refused.link, "Look at the releases"), &after);
    Letter {
        to: refused.to.to_owned(),
        to_name: Some(refused.name.to_owned()),
        subject: format!("{company}: your release was not published"),
        text,
        html,
        id: refused.id.to_owned(),
        thread: None,
        unsubscribe: None,
    }
}

/// A team leader is told of an incident.
#[derive(Debug, Clone, Copy)]
pub struct IncidentReported<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// What the leader is called.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// Leads to the page where incidents are listed.
    pub link: &'a str,
    /// The incident and its reader; the same at every attempt.
    pub id: &'a str,
}

/// The letter that tells a team leader of an incident, without a word of what was written.
pub fn incident_reported(reported: &IncidentReported<'_>) -> Letter {
    let lines = [
        "somebody was threatened or abused, or a conversation was ended because of it.".to_owned(),
        "Please look at the report, and see how your colleague is:".to_owned(),
    ];
    let after = "You get this mail because you lead the team.".to_owned();
    let greeting = format!("Hello {},", reported.name);
    let (text, html) = with_link(&greeting, &lines, (reported.link, "Open the report"), &after);
    Letter {
        to: reported.to.to_owned(),
        to_name: Some(reported.name.to_owned()),
        subject: format!("{}: an incident was reported", reported.company),
        text,
        html,
        id: reported.id.to_owned(),
        thread: None,
        unsubscribe: None,
    }
}

fn with_link(greeting: &str, lines: &[String], link: (&str, &str), after: &str) -> (String, String) {
    let (target, label) = link;
    let text = format!("{greeting}\n\n{}\n\n{target}\n\n{after}\n", lines.join("\n"));
    let said: String = lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let html =
        format!("<p>{}</p>{said}{}<p>{}</p>", escaped(greeting), button(target, label), escaped(after));
    (text, page(&html))
}

fn button(target: &str, label: &str) -> String {
    format!(
        "<p><a href=\"{0}\" style=\"display:inline-block;padding:10px 18px;border-radius:8px;background:#1f5f4a;\
         color:#fff;text-decoration:none\">{label}</a></p><p style=\"font-size:small;color:#666\">{0}</p>",
        escaped(target)
    )
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><body style=\"font-family:system-ui,sans-serif;line-height:1.5;\
         max-width:36em;margin:0 auto;padding:1em\">{body}</body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_reply_says_who_said_what_and_leads_back() {
        let at = Timestamp::from_micros(0);
        let missed = MissedReplies {
            to: "mia@shop.example".into(),
            company: "Trailfern & Co".into(),
            assistant: "Fern".into(),
            conversation: ConversationId::from_bytes([1; 16]),
            delivery: DeliveryId::from_bytes([2; 16]),
            link: "https://care.example/c?a=1&b=2".into(),
            stop_link: "https://care.example/mail/stop/abc".into(),
            replies: vec![
                MissedReply { author: None, text: "It ships <soon>.".into(), rich: None, at },
                MissedReply {
                    author: Some("Ana".into()),
                    text: "Today!".into(),
                    rich: Some("**Today!**".into()),
                    at,
                },
            ],
        };
        let letter = missed_replies(&missed);
        assert!(
            letter.text.contains("Fern (AI assistant):\nIt ships <soon>.\n\nAna:\nToday!"),
            "{}",
            letter.text
        );
        assert!(letter.text.contains("https://care.example/c?a=1&b=2"));
        assert!(
            letter.html.contains("<p>It ships &lt;soon&gt;.</p>")
                && letter.html.contains("<strong>Today!</strong>")
        );
        assert!(letter.html.contains("href=\"https://care.example/c?a=1&amp;b=2\""));
        assert_eq!(letter.thread, Some(missed.conversation.to_string()));
        assert_eq!(letter.unsubscribe.as_ref(), Some(&missed.stop_link));
        assert!(letter.text.contains(&missed.stop_link) && letter.html.contains("no more e-mails"));
    }

    #[test]
    fn a_refused_release_says_why_and_that_nothing_is_lost() {
        let letter = release_refused(&RefusedRelease {
            to: "dana@desk.test",
            name: "Dana",
            company: "Tarn",
            why: "Release 7 by Ben was published after it <was> prepared.",
            link: "https://care.example/releases",
            id: "sch_1",
        });
        assert_eq!(letter.subject, "Tarn: your release was not published");
        assert!(
            letter.text.contains("Release 7 by Ben") && letter.text.contains("https://care.example/releases")
        );
        assert!(letter.text.contains("draft is as you left it"), "{}", letter.text);
        assert!(letter.html.contains("&lt;was&gt;"), "{}", letter.html);
    }

    #[test]
    fn letters_to_agents_say_how_long_the_link_works() {
        let link = "https://care.example/accept/abc";
        let (to, name, company, id) = ("ben@x.example", "Ben <b>", "Trailfern", "inv_1");
        let invited = Invitation { to, name, inviter: "Ana", company, link, days: 7, id };
        let letter = invitation(&invited);
        assert!(letter.subject == "Ana invites you to Trailfern" && letter.text.contains("7 days"));
        assert!(letter.html.contains("Ben &lt;b&gt;") && letter.html.contains(link));
        let letter = password_reset(&PasswordReset { to, name, company, link, minutes: 60, id });
        let told = incident_reported(&IncidentReported { to, name, company, link, id });
        assert!(told.text.contains(link) && told.subject.contains("incident"));
        assert!(letter.text.contains("60 minutes") && letter.text.contains(link) && letter.thread.is_none());
    }
}
