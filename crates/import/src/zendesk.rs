//! Zendesk's Help Center API: `articles`, `sections`, `categories`, `translations`, page by page in JSON files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    article::{Article, Body},
    decode::{self, Decoded},
    gathered::{Gathered, Place},
    names::shortened,
};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Page {
    articles: Vec<Value>,
    article: Option<Value>,
    sections: Vec<Named>,
    categories: Vec<Named>,
    translations: Vec<Translation>,
    user_segments: Vec<Segment>,
    count: Option<usize>,
    next_page: Option<String>,
    meta: Meta,
}

/// Of pages by cursor.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Meta {
    has_more: bool,
}

#[derive(Deserialize, Clone)]
struct Named {
    id: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    category_id: Option<u64>,
}

#[derive(Deserialize)]
struct Segment {
    id: u64,
    #[serde(default)]
    user_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
struct ZendeskArticle {
    id: u64,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    outdated: bool,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    section_id: Option<u64>,
    #[serde(default)]
    html_url: Option<String>,
    #[serde(default)]
    user_segment_id: Option<u64>,
    #[serde(default)]
    user_segment_ids: Option<Vec<u64>>,
    #[serde(default)]
    translations: Vec<Translation>,
}

#[derive(Deserialize, Clone)]
struct Translation {
    #[serde(default)]
    source_id: Option<u64>,
    #[serde(default)]
    source_type: Option<String>,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    outdated: bool,
}

/// Reads the pages of a help centre as topics.
pub(crate) fn read(files: &[Decoded], locale: Option<&str>, gathered: &mut Gathered) {
    let mut centre = Centre::default();
    let (mut promised, mut pages_that_go_on, mut last_pages) = (0, 0, 0);
    for file in files {
        let Some(page) = decode::json::<Page>(file, gathered) else { continue };
        if !page.articles.is_empty() {
            promised = promised.max(page.count.unwrap_or(0));
            let goes_on = page.meta.has_more || page.next_page.is_some();
            *(if goes_on { &mut pages_that_go_on } else { &mut last_pages }) += 1;
        }
        centre.take(file, page, gathered);
    }
    if promised > centre.articles.len() || pages_that_go_on > 0 && last_pages == 0 {
        let what = match promised {
            0 => "The last page is not among these files.".to_owned(),
            _ => format!(
                "The help centre names {promised} articles; {} are in these files.",
                centre.articles.len()
            ),
        };
        gathered.todo(
            ("", None, "pages"),
            &what,
            "Fetch the other pages too (next_page) and import all files together.",
        );
    }
    let chosen = locale.map(str::to_lowercase).or_else(|| centre.most_frequent_locale());
    let mut seen = BTreeSet::new();
    for (file, article) in &centre.articles {
        // The same article may stand on two pages when something was published between the calls.
        if seen.insert((article.id, article.locale.as_deref())) {
            centre.article(file, article, chosen.as_deref(), gathered);
        }
    }
}

#[derive(Default)]
struct Centre {
    articles: Vec<(String, ZendeskArticle)>,
    sections: BTreeMap<u64, Named>,
    categories: BTreeMap<u64, Named>,
    translations: BTreeMap<u64, Vec<Translation>>,
    segments: BTreeMap<u64, String>,
}

impl Centre {
    fn take(&mut self, file: &Decoded, page: Page, gathered: &mut Gathered) {
        let nothing = page.articles.is_empty()
            && page.article.is_none()
            && page.sections.is_empty()
            && page.categories.is_empty()
            && page.translations.is_empty();
        if nothing {
            gathered.todo(
                (&file.path, None, ""),
                "There are no articles, sections, categories or translations in this file.",
                "Import what GET /api/v2/help_center/articles.json answers.",
            );
        }
        for (at, value) in page.articles.into_iter().chain(page.article).enumerate() {
            match serde_json::from_value(value) {
                Ok(article) => self.articles.push((file.path.clone(), article)),
                Err(error) => gathered.todo(
                    (&file.path, None, &format!("article {}", at + 1)),
                    &format!("It cannot be read and was left out: {error}."),
                    "Compare it with the others in the file.",
                ),
            }
        }
        self.sections.extend(page.sections.into_iter().map(|section| (section.id, section)));
        self.categories.extend(page.categories.into_iter().map(|category| (category.id, category)));
        let segments = page.user_segments.into_iter();
        self.segments.extend(segments.filter_map(|segment| Some((segment.id, segment.user_type?))));
        for translation in page.translations {
            let of_article = translation.source_type.as_deref().is_none_or(|kind| kind == "Article");
            if let Some(id) = translation.source_id.filter(|_| of_article) {
                self.translations.entry(id).or_default().push(translation);
            }
        }
    }

    fn most_frequent_locale(&self) -> Option<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for locale in self.articles.iter().filter_map(|(_, article)| article.locale.as_ref()) {
            *counts.entry(locale.to_lowercase()).or_default() += 1;
        }
        counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(locale, _)| locale)
    }

    fn section(&self, id: Option<u64>) -> Option<String> {
        let section = self.sections.get(&id?)?;
        let category =
            section.category_id.and_then(|id| self.categories.get(&id)).and_then(|c| c.name.clone());
        match (category, section.name.clone()) {
            (Some(category), Some(section)) => Some(format!("{category} › {section}")),
            (_, section) => section,
        }
    }

    fn article(&self, file: &str, article: &ZendeskArticle, locale: Option<&str>, gathered: &mut Gathered) {
        let item =
            format!("article {} “{}”", article.id, shortened(article.title.as_deref().unwrap_or(""), 60));
        let place = (file, None, item.as_str());
        if article.draft {
            return gathered.told(place, "It is a draft and was left out.");
        }
        let segments: BTreeSet<u64> =
            article.user_segment_ids.iter().flatten().copied().chain(article.user_segment_id).collect();
        if !segments.is_empty() {
            let names: Vec<String> = segments
                .iter()
                .map(|id| self.segments.get(id).map_or_else(|| format!("segment {id}"), Clone::clone))
                .collect();
            return gathered.todo(
                place,
                &format!(
                    "Only some people may read it ({}), and an answer is for everybody, so it was left out.",
                    names.join(", ")
                ),
                "If everybody may know it, make it visible to everyone there and import it again.",
            );
        }
        let Some((title, body, outdated)) = self.text(article, locale, place, gathered) else { return };
        if outdated {
            gathered.todo(
                place,
                "It is marked as outdated there.",
                "Check the answer before you publish it.",
            );
        }
        Article {
            file,
            line: None,
            number: article.id.to_string(),
            title: title.clone().unwrap_or_default(),
            body: Body::Html(body.as_deref().unwrap_or("")),
            section: self.section(article.section_id),
            address: article.html_url.clone(),
            examples: Vec::new(),
            owner: String::new(),
        }
        .gather(gathered);
    }

    /// Title, body and whether they are outdated, in the language that was asked for.
    fn text<'a>(
        &'a self,
        article: &'a ZendeskArticle,
        locale: Option<&str>,
        place: Place<'_>,
        gathered: &mut Gathered,
    ) -> Option<(&'a Option<String>, &'a Option<String>, bool)> {
        let own = article.locale.as_deref().map(str::to_lowercase);
        let is_chosen = locale.is_none() || own.is_none() || own.as_deref() == locale;
        let beside = self.translations.get(&article.id).into_iter().flatten();
        let translations: Vec<&Translation> = article.translations.iter().chain(beside).collect();
        let is_asked =
            |translation: &&&Translation| Some(translation.locale.to_lowercase().as_str()) == locale;
        let translation = translations.iter().filter(|_| !is_chosen).find(is_asked);
        let is_other = |name: &&str| {
            let name = name.to_lowercase();
            Some(name.as_str()) != locale && Some(&name) != own.as_ref()
        };
        let others: BTreeSet<&str> =
            translations.iter().map(|translation| translation.locale.as_str()).filter(is_other).collect();
        if !others.is_empty() {
            let others = others.into_iter().collect::<Vec<_>>().join(", ");
            let what = format!("Its translations were left out, since content is in one language: {others}.");
            gathered.told(place, &what);
        }
        match translation {
            Some(translation) if translation.draft => {
                gathered.told(place, "Its translation is a draft and was left out.");
                None
            }
            Some(translation) => Some((&translation.title, &translation.body, translation.outdated)),
            None if is_chosen => Some((&article.title, &article.body, article.outdated)),
            None => {
                let (own, locale) = (own.unwrap_or_default(), locale.unwrap_or_default());
                gathered
                    .told(place, &format!("It is in {own}, and {locale} was asked for; it was left out."));
                None
            }
        }
    }
}
