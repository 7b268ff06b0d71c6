//! The draft is prepared as a release now and published when its moment comes, if nothing stands against it then.

use rapport_channels::email;
use rapport_dialogue::rehearse::is_test;
use rapport_domain::{AgentId, ScheduledReleaseId, Timestamp};
use rapport_storage::{PreparedRelease, ScheduledRelease};

use super::WorkingCopy;
use crate::{
    Desk, DeskError, ReleaseName,
    error::invalid,
    releases::{Along, DRAFT_CHANGED, Publisher, Scheduled as Publication, content_errors},
    workers::Chain,
};

/// The latest moment: a year from now.
const LONGEST_MS: i64 = 366 * 24 * 3_600_000;
/// How long a node has a due release to itself, in milliseconds: longer than a large one takes to learn.
const CLAIM_MS: i64 = 180_000;

/// Which draft is to be published when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleDraft {
    /// The draft's version that somebody has seen.
    pub version: u64,
    /// When it is to be published.
    pub due_at: Timestamp,
    /// Who prepares it.
    pub by: String,
    /// The agent who does, where it is one: they get a mail if it cannot be published then.
    pub agent: Option<AgentId>,
    /// Why it is to be published although tests fail, where they do.
    pub despite: Option<String>,
}

/// A release that waits for its moment, or was not published then.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingRelease {
    /// Its id.
    pub id: ScheduledReleaseId,
    /// When it is to be published.
    pub due_at: Timestamp,
    /// Who prepared it.
    pub by: String,
    /// When it was prepared.
    pub at: Timestamp,
    /// The paths of the files that it changes.
    pub files: Vec<String>,
    /// How many tests, flows and demands of sameness failed when it was prepared.
    pub failing: u32,
    /// The release that has been published since it was prepared, if one has: then this one will not be.
    pub overtaken_by: Option<ReleaseName>,
    /// Why it was not published, once its moment has passed.
    pub refused: Option<String>,
}

impl Desk {
    /// Prepares the draft as it is now for a moment. What is changed in the draft later is no part of it. One
    /// release can wait at a time. Refused where the draft could not be published now: also where its tests fail,
    /// unless there is a reason to publish it despite that.
    pub async fn schedule_draft(&self, schedule: ScheduleDraft) -> Result<WaitingRelease, DeskError> {
        let ScheduleDraft { version, due_at, by, agent, despite } = schedule;
        let now = self.now();
        if due_at <= now || due_at.ms_since(now) > LONGEST_MS {
            return Err(invalid("due_at", "Choose a moment within the next year."));
        }
        let copy = self.working_copy().await?;
        let files = copy.publishable(version)?;
        let checked = self.look_at_copy(&copy).await?.outcome().await?;
        let despite = checked.admit(despite.as_deref())?;
        let over = copy.live.release().id;
        let prepared = PreparedRelease { files, failing: checked.failing(), by, agent, at: now, despite };
        let id = ScheduledReleaseId::mint(now, self.entropy());
        let scheduled = ScheduledRelease { id, due_at, over, prepared, refused: None };
        let stored = scheduled.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    // Whoever has counted is alone with the draft, and with what is prepared of it.
                    if tx.next_draft_version().await? != version + 1 {
                        return Err(DeskError::WrongState(DRAFT_CHANGED));
                    }
                    if tx.scheduled_releases().await?.iter().any(|other| other.refused.is_none()) {
                        return Err(DeskError::WrongState(
                            "a release waits for its moment already; cancel it first",
                        ));
                    }
                    tx.schedule_release(&stored).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(waiting(scheduled, &ReleaseName::from(&**copy.live.release())))
    }

    /// The releases that wait for their moment or were not published then, by their moment.
    pub async fn scheduled_releases(&self) -> Result<Vec<WaitingRelease>, DeskError> {
        let scheduled = self.store().read().await?.scheduled_releases().await?;
        let Some(current) = self.published().await? else { return Ok(vec![]) };
        let current = ReleaseName::from(&*current);
        Ok(scheduled.into_iter().map(|release| waiting(release, &current)).collect())
    }

    /// Cancels a release that waits, or forgets one that was not published.
    pub async fn cancel_scheduled_release(&self, id: ScheduledReleaseId) -> Result<(), DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let gone = tx.take_scheduled_release(id).await? || tx.forget_refused_release(id).await?;
                    if gone { Ok(()) } else { Err(DeskError::NotFound("release that waits for its moment")) }
                })
            })
            .await
    }

    /// Publishes what is due; answers how many releases that were.
    pub(crate) async fn publish_scheduled_due(&self) -> Result<usize, DeskError> {
        let now = self.now();
        // Reading first spares the writer a transaction when nothing is due.
        let due = self.store().read().await?.next_scheduled_release_due().await?;
        if due.is_none_or(|due| due > now) {
            return Ok(0);
        }
        let mut done = 0;
        for release in self.store().read().await?.scheduled_releases().await? {
            if release.refused.is_none() && release.due_at <= now && self.claim(release.id, now).await? {
                self.publish_scheduled(release).await?;
                done += 1;
            }
        }
        Ok(done)
    }

    async fn claim(&self, id: ScheduledReleaseId, now: Timestamp) -> Result<bool, DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let claimed = tx.claim_scheduled_release(id, now, now.plus_ms(CLAIM_MS)).await;
                    claimed.map_err(DeskError::from)
                })
            })
            .await
    }

    async fn publish_scheduled(&self, release: ScheduledRelease) -> Result<(), DeskError> {
        let refused = match self.put_scheduled_in_force(&release).await {
            Ok(refused) => refused,
            // It was cancelled in this very moment.
            Err(DeskError::NotFound(_)) => return Ok(()),
            Err(DeskError::Content(findings)) => Some(in_words(&findings)),
            Err(DeskError::WrongState(why)) => Some(format!("It was not published: {why}.")),
            // What failed may work the next time: the claim ends, and it is tried again.
            Err(other) => return Err(other),
        };
        let Some(why) = refused else { return Ok(()) };
        tracing::warn!(release = %release.id, "a scheduled release was not published");
        let release = ScheduledRelease { refused: Some(why), ..release };
        let stored = release.clone();
        let kept: bool = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.refuse_scheduled_release(&stored).await.map_err(DeskError::from) })
            })
            .await?;
        if kept {
            self.tell_author(&release).await;
        }
        Ok(())
    }

    /// Looks at a due release once more and publishes it; why not comes back where something stands against it.
    async fn put_scheduled_in_force(&self, due: &ScheduledRelease) -> Result<Option<String>, DeskError> {
        let live = self.reload_release().await?;
        if live.release().id != due.over {
            return Ok(Some(overtaken(&ReleaseName::from(&**live.release()))));
        }
        let mut files: std::collections::BTreeMap<String, String> = self.working_copy().await?.files;
        for (path, text) in &due.prepared.files {
            match text {
                Some(text) => drop(files.insert(path.clone(), text.clone())),
                None => drop(files.remove(path)),
            }
        }
        let files: Vec<(String, String)> = files.into_iter().collect();
        let checked = self.check_files(&files).await?;
        let errors = checked.errors();
        if !errors.is_empty() {
            return Err(content_errors(&errors));
        }
        let failing = checked.failing();
        if failing > due.prepared.failing {
            return Ok(Some(format!(
                "{failing} tests, flows and demands fail by now; when it was prepared, {} did. Check the draft to see \
                 which.",
                due.prepared.failing
            )));
        }
        let despite = due.prepared.despite.clone().filter(|_| failing > 0);
        let content = self.read_files(&files).await?.map_err(|findings| content_errors(&findings))?;
        let tests = files.into_iter().filter(|(path, _)| is_test(path)).collect();
        let scheduled = Publication { id: due.id, files: due.prepared.files.clone() };
        let along = Along {
            over: Some(due.over),
            tests: Some(tests),
            despite,
            scheduled: Some(scheduled),
            ..Along::default()
        };
        let mut by = Publisher::from(due.prepared.by.as_str());
        if let Some(agent) = due.prepared.agent {
            by.actor = agent.to_string();
        }
        self.publish_over(content, by, along).await?;
        Ok(None)
    }

    /// Mails the author that their release was not published, if mail is set up.
    async fn tell_author(&self, release: &ScheduledRelease) {
        let (Some(mailer), Some(agent)) = (&self.parts().mailer, release.prepared.agent) else { return };
        let Ok(agent) = self.agent(agent).await else { return };
        let company = self.release().await.map(|live| live.release().content.company.name.clone());
        let link = format!("{}/releases", self.settings().public_url);
        let letter = email::release_refused(&email::RefusedRelease {
            to: &agent.email,
            name: &agent.name,
            company: company.as_deref().unwrap_or("Rapport"),
            why: release.refused.as_deref().unwrap_or_default(),
            link: &link,
            id: &release.id.to_string(),
        });
        if let Err(error) = mailer.send(&letter, self.now()).await {
            tracing::warn!(error = %Chain(&error), "why a release was not published could not be mailed");
        }
    }
}

impl WorkingCopy {
    /// What the draft changes, if it can be published as somebody has seen it.
    pub(super) fn publishable(&self, seen: u64) -> Result<Vec<(String, Option<String>)>, DeskError> {
        if self.version != seen {
            return Err(DeskError::WrongState(DRAFT_CHANGED));
        }
        let changed = self.changed_files();
        if changed.is_empty() {
            return Err(DeskError::WrongState("the draft is empty; there is nothing to publish"));
        }
        let conflicts: Vec<String> =
            changed.into_iter().filter(|file| file.conflict).map(|file| file.path).collect();
        if !conflicts.is_empty() {
            return Err(DeskError::DraftConflicts(conflicts));
        }
        Ok(self.differing().map(|file| (file.path.clone(), file.text.clone())).collect())
    }
}

fn waiting(release: ScheduledRelease, current: &ReleaseName) -> WaitingRelease {
    let ScheduledRelease { id, due_at, over, prepared, refused } = release;
    let overtaken_by = (over != current.id && refused.is_none()).then(|| current.clone());
    WaitingRelease {
        id,
        due_at,
        by: prepared.by,
        at: prepared.at,
        files: prepared.files.into_iter().map(|(path, _)| path).collect(),
        failing: prepared.failing,
        overtaken_by,
        refused,
    }
}

fn overtaken(by: &ReleaseName) -> String {
    format!(
        "Release {} by {} was published after this one was prepared. Look at what changes against it in the draft, \
         then publish or prepare it again.",
        by.number, by.published_by
    )
}

fn in_words(findings: &[String]) -> String {
    let first = findings.first().map_or("", String::as_str);
    match findings.len() {
        0 | 1 => format!("The checks object: {first}"),
        more => format!("The checks object in {more} places, first: {first}"),
    }
}
