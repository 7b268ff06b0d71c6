//! How often each answer was read and whether it helped, for those who write answers.

use std::collections::HashMap;

use rapport_domain::TopicId;
use rapport_insight::{Share, wilson};

use crate::{Desk, DeskError, help_centre::views};

pub use rapport_storage::{FeedbackComment, FeedbackCount};

/// Comments that are read at once.
const MOST_COMMENTS: u32 = 200;
/// Days that can be looked back.
const MOST_DAYS: u32 = 366;
const DAY_MS: i64 = 24 * 3_600_000;

/// How often an answer was read, and whether it helped.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerFigures {
    /// Which answer.
    pub topic: TopicId,
    /// How often its article was read.
    pub views: u64,
    /// How many it helped.
    pub helpful: u64,
    /// How many it did not help.
    pub not_helpful: u64,
    /// How many left words.
    pub comments: u64,
    /// The share that it helped, with its interval; `None` where nobody said.
    pub share: Option<Share>,
}

/// An answer's figures in full.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerDetails {
    /// All together.
    pub figures: AnswerFigures,
    /// By version and place, newest version first.
    pub counts: Vec<FeedbackCount>,
    /// What was written, newest first.
    pub comments: Vec<FeedbackComment>,
}

impl Desk {
    /// The figures of every topic in force, over the last `days`: what surely helped least first, then what
    /// nobody has judged by how often it is read.
    pub async fn answer_figures(&self, days: u32) -> Result<Vec<AnswerFigures>, DeskError> {
        self.write_down_views().await?;
        let (since, from_day) = self.back(days);
        let mut reader = self.store().read().await?;
        let views = reader.article_views(from_day).await?;
        let mut counts: HashMap<TopicId, Vec<FeedbackCount>> = HashMap::new();
        for count in reader.feedback_counts(since).await? {
            counts.entry(count.topic.clone()).or_default().push(count);
        }
        drop(reader);
        let views: HashMap<TopicId, u64> = views.into_iter().map(|view| (view.topic, view.total)).collect();
        let compiled = self.release().await?;
        let topics = compiled.release().content.topics.iter().map(|topic| &topic.id);
        let mut all: Vec<AnswerFigures> = topics
            .map(|topic| {
                let counts = counts.get(topic).map(Vec::as_slice).unwrap_or_default();
                figures(topic, views.get(topic).copied().unwrap_or(0), counts)
            })
            .collect();
        // The upper end, so that one angry reader does not make an answer the worst of all.
        let at_best = |one: &AnswerFigures| one.share.map_or(f64::INFINITY, |share| share.high);
        all.sort_by(|a, b| {
            at_best(a).total_cmp(&at_best(b)).then(b.views.cmp(&a.views)).then_with(|| a.topic.cmp(&b.topic))
        });
        Ok(all)
    }

    /// The figures of one topic in full; also of one that is not in force any more.
    pub async fn answer_details(&self, topic: &TopicId, days: u32) -> Result<AnswerDetails, DeskError> {
        self.write_down_views().await?;
        let (since, from_day) = self.back(days);
        let mut reader = self.store().read().await?;
        let views = reader.article_views(from_day).await?;
        let views = views.into_iter().find(|view| view.topic == *topic).map_or(0, |view| view.total);
        let counts = reader.feedback_counts(since).await?;
        let counts: Vec<_> = counts.into_iter().filter(|count| count.topic == *topic).collect();
        let comments = reader.feedback_comments(topic, since, MOST_COMMENTS).await?;
        Ok(AnswerDetails { figures: figures(topic, views, &counts), counts, comments })
    }

    fn back(&self, days: u32) -> (rapport_domain::Timestamp, i64) {
        let days = i64::from(days.clamp(1, MOST_DAYS));
        (self.now().plus_ms(-days * DAY_MS), views::day(self.now()) - days)
    }
}

fn figures(topic: &TopicId, views: u64, counts: &[FeedbackCount]) -> AnswerFigures {
    let sum = |of: fn(&FeedbackCount) -> u64| counts.iter().map(of).sum::<u64>();
    let (helpful, not_helpful) = (sum(|count| count.helpful), sum(|count| count.not_helpful));
    AnswerFigures {
        topic: topic.clone(),
        views,
        helpful,
        not_helpful,
        comments: sum(|count| count.comments),
        share: wilson(helpful, helpful + not_helpful),
    }
}
