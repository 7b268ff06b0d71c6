//! What readers gather, made into content files: names made unique, examples that stand twice taken away,
//! topics without an answer put aside.

use std::collections::{BTreeMap, BTreeSet};

use rapport_dialogue::content::{self, words};
use rapport_domain::content::{Answer, Flow, Impact, Response, Topic, Validity};

use crate::{
    Imported, Kind, MAX_ITEMS, Note, Report,
    names::{self, Taken, one_line, shortened},
    plain_answer,
    spreadsheet::{self, Unfinished},
};

/// A place in what was handed in: file, line where known, item.
pub(crate) type Place<'a> = (&'a str, Option<usize>, &'a str);

/// A topic as a reader found it.
#[derive(Debug, Clone, Default)]
pub(crate) struct FoundTopic {
    pub file: String,
    pub line: Option<usize>,
    /// What its id is made from.
    pub name: String,
    pub title: String,
    /// What tells it from another of the same title: its section.
    pub section: Option<String>,
    /// How customers ask.
    pub examples: Vec<String>,
    /// The same, made from headings and sentences: taken away where other topics hold them too.
    pub derived: Vec<String>,
    pub answer: Option<AnswerText>,
    /// The flow that it leads to, by its wish for an id.
    pub flow: Option<String>,
    pub owner: String,
    pub sources: Vec<String>,
    /// Why there is no answer, where something else than its absence.
    pub why_unfinished: Option<String>,
}

/// An answer's variants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AnswerText {
    pub plain: String,
    pub rich: Option<String>,
    pub spoken: Option<String>,
}

/// What readers have gathered so far.
pub(crate) struct Gathered {
    kind: Kind,
    topics: Vec<FoundTopic>,
    pub flows: Vec<Flow>,
    notes: BTreeSet<Note>,
    topics_left_out: usize,
    notes_left_out: usize,
}

impl Gathered {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            topics: Vec::new(),
            flows: Vec::new(),
            notes: BTreeSet::new(),
            topics_left_out: 0,
            notes_left_out: 0,
        }
    }

    /// Adds a topic, as long as there is room; how many found none is reported at the end.
    pub(crate) fn topic(&mut self, topic: FoundTopic) {
        if self.has_room() {
            self.topics.push(topic);
        } else {
            self.topics_left_out += 1;
        }
    }

    /// Whether another topic is taken.
    pub(crate) fn has_room(&self) -> bool {
        self.topics.len() < MAX_ITEMS
    }

    /// Counts an item for which there is no room any more, so that nobody need read it.
    pub(crate) fn no_room(&mut self) {
        self.topics_left_out += 1;
    }

    pub(crate) fn topics(&self) -> &[FoundTopic] {
        &self.topics
    }

    /// Notes something that somebody should do.
    pub(crate) fn todo(&mut self, place: Place<'_>, what: &str, todo: &str) {
        self.note(place, what, Some(todo));
    }

    /// Notes something that somebody should know.
    pub(crate) fn told(&mut self, place: Place<'_>, what: &str) {
        self.note(place, what, None);
    }

    fn note(&mut self, (file, line, item): Place<'_>, what: &str, todo: Option<&str>) {
        let note = Note {
            file: one_line(file),
            line,
            item: shortened(item, 80),
            what: one_line(what),
            todo: todo.map(one_line),
        };
        if self.notes.len() < MAX_ITEMS {
            self.notes.insert(note);
        } else if !self.notes.contains(&note) {
            self.notes_left_out += 1;
        }
    }

    /// The notes alone, in order; first what there was no room for.
    pub(crate) fn into_notes(self) -> Vec<Note> {
        let left_out = |count: usize, items: &str, todo: &str| Note {
            file: String::new(),
            line: None,
            item: items.to_owned(),
            what: format!("One import takes {MAX_ITEMS} {items} at most; {count} more were left out."),
            todo: Some(todo.to_owned()),
        };
        let todo = "Import fewer files at once, and the rest after it.";
        let topics = (self.topics_left_out > 0).then(|| left_out(self.topics_left_out, "topics", todo));
        let todo = "Mend what stands here, then import again; the next report has the others.";
        let notes = (self.notes_left_out > 0).then(|| left_out(self.notes_left_out, "notes", todo));
        topics.into_iter().chain(notes).chain(self.notes).collect()
    }

    /// Content files of everything gathered, next to those that exist.
    pub(crate) fn finish(mut self, existing: &[(String, String)]) -> Imported {
        let there = There::of(existing);
        let mut files = BTreeMap::new();
        let mut flows = 0;
        for flow in std::mem::take(&mut self.flows) {
            let path = format!("flows/{}.yaml", flow.id);
            flows += usize::from(self.keep(path, content::write_flow(&flow), &there, &mut files));
        }
        let (topics, unfinished) = self.settle(&there);
        let (mut count, mut examples) = (0, 0);
        for topic in topics {
            let text = written(&topic);
            if self.keep(content::topic_path(&topic.id), text, &there, &mut files) {
                count += 1;
                examples += topic.examples.len();
            }
        }
        let report = Report {
            kind: self.kind,
            topics: count,
            flows,
            examples,
            unfinished: unfinished.len(),
            notes: self.into_notes(),
        };
        let unfinished = (!unfinished.is_empty()).then(|| spreadsheet::unfinished(&unfinished));
        Imported { files: files.into_iter().collect(), unfinished, report }
    }

    /// Keeps a file, unless one of its name is there: that one stays.
    fn keep(
        &mut self,
        path: String,
        text: String,
        there: &There<'_>,
        files: &mut BTreeMap<String, String>,
    ) -> bool {
        match there.files.get(path.as_str()) {
            Some(same) if **same == text => {
                self.told((&path, None, ""), "It is there already, word for word.");
                false
            }
            Some(gone) if gone.is_empty() => {
                self.todo(
                    (&path, None, ""),
                    "A file of this name was taken away there, and it stays away.",
                    "To have the imported one, undo that first, then import again.",
                );
                false
            }
            Some(_) => {
                self.todo(
                    (&path, None, ""),
                    "A file of this name is there already and holds something else; it stays as it is.",
                    "Compare both. To take the imported one, import into an empty folder and copy the file.",
                );
                false
            }
            None => files.insert(path, text).is_none(),
        }
    }

    /// The topics that can be content, and those that cannot yet.
    fn settle(&mut self, there: &There<'_>) -> (Vec<Topic>, Vec<Unfinished>) {
        let (mut topics, mut unfinished) = (Vec::new(), Vec::new());
        let mut ids = Taken::default();
        let found = std::mem::take(&mut self.topics);
        let wishes: Vec<String> = found.iter().map(|topic| ids.unique(&wish(topic))).collect();
        // What a topic of the same name holds is compared with it as a whole, not line by line.
        let others = there.titles.iter().filter(|(_, of)| !ids.contains(of));
        let mut titles: Taken = others.map(|(title, _)| title.clone()).collect();
        let mut examples = self.examples(&found, &wishes, there);
        for (topic, id) in found.into_iter().zip(wishes) {
            let examples = examples.remove(&id).unwrap_or_default();
            let item = format!("topic “{id}”");
            let place = (topic.file.as_str(), topic.line, item.as_str());
            let title = self.title(&topic, &id, &mut titles, place);
            let why = why_unfinished(&topic);
            let owner = if topic.owner.is_empty() { self.owner() } else { topic.owner.clone() };
            let response = match (&topic.flow, &topic.answer) {
                _ if why.is_some() => None,
                (Some(flow), _) => flow.parse().ok().map(Response::Flow),
                (None, Some(text)) => Some(Response::Answer(self.answer(text, &topic.sources, place))),
                (None, None) => None,
            };
            let Some((response, id)) = response.zip(id.parse().ok()) else {
                let why = why.unwrap_or_else(|| "It has no answer.".to_owned());
                self.todo(
                    place,
                    &why,
                    &format!("Write its answer in {} and import that file as csv.", crate::UNFINISHED_FILE),
                );
                let answer = topic.answer.map(|answer| answer.plain).unwrap_or_default();
                unfinished.push(Unfinished { topic: id, title, examples, answer, owner, why });
                continue;
            };
            let impact = Impact::default();
            let topic = Topic {
                id,
                title,
                examples,
                impact,
                response,
                owner,
                safety: false,
                help: Default::default(),
            };
            topics.push(content::tidied_topic(topic));
        }
        (topics, unfinished)
    }

    fn owner(&self) -> String {
        format!("Imported from {}", self.kind.title())
    }

    /// A title that no other topic has: customers choose between titles.
    fn title(&mut self, topic: &FoundTopic, id: &str, taken: &mut Taken, place: Place<'_>) -> String {
        let title = one_line(&topic.title);
        let title = if title.is_empty() { names::title_of(id) } else { title };
        let lower = title.to_lowercase();
        if taken.take(&lower) {
            return title;
        }
        let with = topic.section.as_ref().map(|section| format!("{title} ({})", one_line(section)));
        let free = with.filter(|with| taken.take(&with.to_lowercase())).unwrap_or_else(|| {
            let number = taken.number(&lower, |number| format!("{lower} ({number})"));
            format!("{title} ({number})")
        });
        self.todo(
            place,
            &format!("Another topic has its title; it is called “{free}” now."),
            "Give it a title by which customers can tell them apart.",
        );
        free
    }

    fn answer(&mut self, text: &AnswerText, sources: &[String], place: Place<'_>) -> Answer {
        let mut variant = |name: &str, variant: &Option<String>| {
            let variant = variant.as_deref().map(without_marks).filter(|variant| !variant.is_empty())?;
            if content::same_facts(&text.plain, &variant) {
                return Some(variant);
            }
            let what = format!(
                "The {name} text has other numbers, days or amounts than the plain one, so it was left out: {}",
                shortened(&variant, 300)
            );
            self.todo(place, &what, &format!("Add the {name} text again with the same facts."));
            None
        };
        let (rich, spoken) = (variant("rich", &text.rich), variant("spoken", &text.spoken));
        let plain = without_marks(&text.plain);
        let rich = rich.filter(|rich| *rich != plain);
        let validity = Validity::default();
        let sources = sources.to_vec();
        Answer { version: 1, plain, rich, spoken, next_step: None, offer: None, sources, validity }
    }

    /// The examples of each topic, none of them in two, nor in a topic that is there.
    fn examples(
        &mut self,
        found: &[FoundTopic],
        ids: &[String],
        there: &There<'_>,
    ) -> BTreeMap<String, Vec<String>> {
        let own: BTreeSet<&String> = ids.iter().collect();
        let others = there.examples.iter().filter(|(_, of)| !own.contains(of));
        let mut owners: BTreeMap<BTreeSet<String>, String> =
            others.map(|(key, of)| (key.clone(), of.clone())).collect();
        let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut in_order: Vec<(&FoundTopic, &String)> = found.iter().zip(ids).collect();
        // A topic that waits for its answer takes no example from one that has it.
        in_order.sort_by_key(|(topic, _)| why_unfinished(topic).is_some());
        for (topic, id) in in_order {
            for example in topic.examples.iter().map(|example| one_line(example)) {
                let place = (topic.file.as_str(), topic.line, id.as_str());
                if self.is_free(&example, id, &mut owners, place) {
                    kept.entry(id.clone()).or_default().push(example);
                }
            }
        }
        let mut holders: BTreeMap<BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
        for (topic, id) in found.iter().zip(ids) {
            for example in &topic.derived {
                holders.entry(key(example)).or_default().insert(id);
            }
        }
        for (topic, id) in found.iter().zip(ids) {
            for example in topic.derived.iter().map(|example| one_line(example)) {
                let key = key(&example);
                // Headings such as "Before you begin" tell topics apart no better than no example.
                let shared = holders.get(&key).is_some_and(|holders| holders.len() > 1);
                if !key.is_empty() && !shared && owners.insert(key, id.clone()).is_none() {
                    kept.entry(id.clone()).or_default().push(example);
                }
            }
        }
        kept
    }

    fn is_free(
        &mut self,
        example: &str,
        id: &str,
        owners: &mut BTreeMap<BTreeSet<String>, String>,
        place: Place<'_>,
    ) -> bool {
        let key = key(example);
        if key.is_empty() {
            if !example.is_empty() {
                self.told(
                    place,
                    &format!("The example “{}” holds no words and was left out.", shortened(example, 60)),
                );
            }
            return false;
        }
        match owners.get(&key) {
            None => {
                owners.insert(key, id.to_owned());
                true
            }
            Some(same) if same == id => {
                self.told(
                    place,
                    &format!(
                        "The example “{}” stands there twice; it was taken once.",
                        shortened(example, 120)
                    ),
                );
                false
            }
            Some(other) => {
                let what = format!(
                    "The example “{}” stands in “{other}” too, with the same words; it stays there.",
                    shortened(example, 120)
                );
                self.todo(place, &what, "Decide which of the two topics customers mean by it.");
                false
            }
        }
    }
}

/// What is there already.
struct There<'a> {
    files: BTreeMap<&'a str, &'a String>,
    titles: BTreeMap<String, String>,
    examples: BTreeMap<BTreeSet<String>, String>,
}

impl<'a> There<'a> {
    fn of(existing: &'a [(String, String)]) -> Self {
        let mut there = Self {
            files: existing.iter().map(|(path, text)| (path.as_str(), text)).collect(),
            titles: BTreeMap::new(),
            examples: BTreeMap::new(),
        };
        let topics = existing.iter().filter(|(path, _)| path.starts_with("topics/"));
        for topic in topics.filter_map(|(path, text)| content::read_topic(path, text).ok()) {
            there.titles.insert(topic.title.trim().to_lowercase(), topic.id.to_string());
            let keys = topic.examples.iter().map(|example| key(example));
            there.examples.extend(keys.map(|key| (key, topic.id.to_string())));
        }
        there
    }
}

/// The id that a topic would have if it were alone. It is made of the topic's own words, never by counting: the
/// next import must not give the same id to something else.
fn wish(topic: &FoundTopic) -> String {
    let title = || names::id_of(&topic.title).unwrap_or_else(|| names::marked("topic", &topic.title));
    names::id_of(&topic.name).unwrap_or_else(title)
}

/// Two examples with the same words are one question.
fn key(example: &str) -> BTreeSet<String> {
    words(example).into_iter().collect()
}

fn why_unfinished(topic: &FoundTopic) -> Option<String> {
    if topic.why_unfinished.is_some() || topic.flow.is_some() {
        return topic.why_unfinished.clone();
    }
    let Some(answer) = &topic.answer else { return Some("It has no answer.".to_owned()) };
    if answer.plain.trim().is_empty() {
        return Some("Its answer has no text.".to_owned());
    }
    let texts = [Some(&answer.plain), answer.rich.as_ref(), answer.spoken.as_ref()];
    let open = texts.into_iter().flatten().flat_map(|text| names::placeholders(text)).next()?;
    Some(format!(
        "Its answer holds {{{open}}}, which nothing fills: an answer is the same for everybody. Write it without, or \
         make it a flow."
    ))
}

/// `## ` at the beginning of a line marks variants in a topic's file.
fn without_marks(text: &str) -> String {
    let text = rapport_channels::text::clean(text);
    let lines = text
        .lines()
        .map(|line| line.strip_prefix("## ").map_or_else(|| line.to_owned(), |rest| format!("### {rest}")));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn written(topic: &Topic) -> String {
    let text = content::write_topic(topic);
    debug_assert_eq!(
        content::read_topic("topics/x.md", &text).ok().as_ref().and_then(|read| plain_answer(&read.response)),
        plain_answer(&topic.response)
    );
    text
}
