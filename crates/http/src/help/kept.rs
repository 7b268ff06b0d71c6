//! The rendered pages of a release, each made when it is first asked for and kept until the next release.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use maud::Markup;
use rapport_desk::HelpCentre;
use rapport_domain::{HelpCategoryId, TopicId};
use sha2::Digest;

use super::{article, front, machines, theme, words::Words};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = include_str!("help.js");

/// The pages of the release in force.
#[derive(Default)]
pub(crate) struct KeptPages(RwLock<Option<Arc<Rendered>>>);

impl KeptPages {
    /// The pages of `centre`.
    pub(super) fn of(&self, centre: Arc<HelpCentre>, public_url: &str) -> Arc<Rendered> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| Arc::ptr_eq(&kept.centre, &centre)) {
            return kept;
        }
        let rendered = Arc::new(Rendered::new(centre, public_url));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&rendered));
        rendered
    }
}

/// A page as it goes out.
pub(super) struct Page {
    pub(super) body: Bytes,
    /// Its tag as it stands, and compressed: two tags, since a strong one stands for every byte.
    pub(super) tag: String,
    pub(super) zipped_tag: String,
    pub(super) media_type: &'static str,
    zipped: OnceLock<Bytes>,
}

impl Page {
    fn new(body: String, media_type: &'static str) -> Self {
        let hash = hash(&body);
        let (tag, zipped_tag) = (format!("\"{hash}\""), format!("\"{hash}-gzip\""));
        Self { body: body.into(), tag, zipped_tag, media_type, zipped: OnceLock::new() }
    }

    /// The body, compressed once.
    pub(super) fn zipped(&self) -> Bytes {
        let zip = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&self.body).and_then(|()| encoder.finish()).map(Bytes::from)
        };
        self.zipped.get_or_init(|| zip().unwrap_or_default()).clone()
    }
}

/// The pages of one release, as far as they were asked for.
pub(super) struct Rendered {
    pub(super) centre: Arc<HelpCentre>,
    pub(super) public_url: String,
    pub(super) words: &'static Words,
    style: Page,
    front: OnceLock<Page>,
    sitemap: OnceLock<Page>,
    categories: HashMap<HelpCategoryId, OnceLock<Page>>,
    articles: HashMap<TopicId, OnceLock<Page>>,
}

impl Rendered {
    fn new(centre: Arc<HelpCentre>, public_url: &str) -> Self {
        let site = &centre.site;
        Self {
            style: Page::new(theme::css(&site.colours), "text/css; charset=utf-8"),
            front: OnceLock::new(),
            sitemap: OnceLock::new(),
            categories: site.categories.iter().map(|one| (one.id.clone(), OnceLock::new())).collect(),
            articles: site.articles.keys().map(|topic| (topic.clone(), OnceLock::new())).collect(),
            public_url: public_url.to_owned(),
            words: Words::of(&centre.company().locale),
            centre,
        }
    }

    pub(super) const fn style(&self) -> &Page {
        &self.style
    }

    pub(super) fn front(&self) -> &Page {
        self.front.get_or_init(|| html(front::page(self)))
    }

    pub(super) fn sitemap(&self) -> &Page {
        self.sitemap.get_or_init(|| Page::new(machines::sitemap(self), "application/xml; charset=utf-8"))
    }

    pub(super) fn category(&self, id: &HelpCategoryId) -> Option<&Page> {
        let category = self.centre.site.category(id)?;
        Some(self.categories.get(id)?.get_or_init(|| html(front::category(self, category))))
    }

    pub(super) fn article(&self, id: &TopicId) -> Option<&Page> {
        let article = self.centre.site.articles.get(id)?;
        Some(self.articles.get(id)?.get_or_init(|| html(article::page(self, article))))
    }

    /// The company's language, for its texts within ours; `None` where both are the same.
    pub(super) fn own_lang(&self) -> Option<&str> {
        self.words.lang.map(|_| self.centre.company().locale.as_str())
    }

    /// An address below ours, in full.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

/// The script of the pages.
pub(super) fn script() -> &'static Page {
    static PAGE: LazyLock<Page> =
        LazyLock::new(|| Page::new(SCRIPT.to_owned(), "text/javascript; charset=utf-8"));
    &PAGE
}

fn html(markup: Markup) -> Page {
    Page::new(markup.into_string(), HTML)
}

fn hash(text: &str) -> String {
    hex::encode(&sha2::Sha256::digest(text.as_bytes())[..12])
}
