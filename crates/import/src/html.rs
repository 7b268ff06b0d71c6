//! HTML of help centres to Markdown. Scripts, styles and forms are left out with what they hold; deep nesting
//! is refused, since it serves nothing but to exhaust the stack.

use std::{collections::HashMap, rc::Rc, sync::LazyLock};

use htmd::{
    Element, HtmlToMarkdown, Node,
    element_handler::{HandlerResult, Handlers},
    options::{BrStyle, BulletListMarker, Options},
};
use regex::Regex;

/// Elements within elements, at most.
const MAX_DEPTH: usize = 150;
/// Parts of one tag between blanks, at most: as many attributes can it have.
const MAX_WORDS_OF_TAG: usize = 2_000;
/// Elements that hold nothing, or that end where the next of them begins.
const NEVER_NESTED: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup",
];
/// The longest article, in bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// `html` as Markdown.
///
/// # Errors
/// Why it cannot be converted.
pub(crate) fn to_markdown(html: &str) -> Result<String, String> {
    if html.len() > MAX_BYTES {
        return Err(format!("It is longer than {} MB.", MAX_BYTES / (1024 * 1024)));
    }
    if too_much_markup(html) {
        return Err(format!(
            "Its HTML nests more than {MAX_DEPTH} elements, or fills a tag with attributes."
        ));
    }
    let converter = converter();
    let tree = converter.html_to_tree(html).map_err(|error| format!("Its HTML cannot be read: {error}."))?;
    if depth(&tree) > MAX_DEPTH {
        return Err(format!("Its HTML nests more than {MAX_DEPTH} elements."));
    }
    Ok(converter.tree_to_markdown(&tree).replace('\u{a0}', " "))
}

/// What customers of a channel cannot see and what was left out, in words.
pub(crate) fn left_out(html: &str) -> Vec<&'static str> {
    static TAGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<(script|style|form|iframe|video|audio|object|embed)\b")
            .expect("the pattern is tested")
    });
    let mut found: Vec<&'static str> = TAGS
        .captures_iter(html)
        .map(|found| match found[1].to_lowercase().as_str() {
            "script" => "a script",
            "style" => "a style sheet",
            "form" => "a form",
            _ => "an embedded video or page (kept as a link where it has an address)",
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn converter() -> HtmlToMarkdown {
    let options = Options {
        br_style: BrStyle::Backslash,
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .skip_tags(vec![
            "script", "style", "form", "noscript", "template", "svg", "math", "head", "object", "button",
            "select", "textarea", "input",
        ])
        .add_handler(vec!["tr"], row)
        .add_handler(vec!["iframe", "video", "audio", "embed"], |_: &dyn Handlers, element: Element| {
            let address = element.attrs.iter().find(|attribute| &*attribute.name.local == "src")?;
            let address = address.value.to_string();
            let address =
                address.strip_prefix("//").map_or(address.clone(), |rest| format!("https://{rest}"));
            address.starts_with("https://").then(|| format!("\n\n[Video]({})\n\n", encoded(&address)).into())
        })
        .build()
}

/// A row of a table without a head, which is no table in Markdown: what stands in one row stays together.
fn row(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let children = element.node.children.borrow();
    let cells = children.iter().filter_map(|cell| Some(handlers.handle(cell)?.content.trim().to_owned()));
    let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
    if cells.len() < 2 || cells.iter().any(|cell| cell.contains('\n')) {
        return handlers.fallback(element);
    }
    Some(format!("\n- {}\n", cells.join(" | ")).into())
}

/// An address that ends no Markdown link too early.
fn encoded(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29").split_whitespace().collect()
}

/// Whether the tags open more elements within elements than are read, or hold more attributes: a parser that
/// keeps to the standard takes quadratic time for both. Looked at before it parses, so it is an estimate.
fn too_much_markup(html: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0_usize;
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        if tag.split_whitespace().take(MAX_WORDS_OF_TAG + 1).count() > MAX_WORDS_OF_TAG {
            return true;
        }
        let name = tag.trim_start_matches('/');
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        let name = name.to_ascii_lowercase();
        if name.is_empty() || NEVER_NESTED.contains(&name.as_str()) || tag.ends_with('/') {
            continue;
        }
        let of_name = open.entry(name).or_default();
        if !tag.starts_with('/') {
            *of_name += 1;
            depth += 1;
        } else if *of_name > 0 {
            *of_name -= 1;
            depth -= 1;
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// How deep a tree is. A loop, since recursion is what must be prevented.
fn depth(root: &Rc<Node>) -> usize {
    let mut deepest = 0;
    let mut open = vec![(Rc::clone(root), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        if depth > MAX_DEPTH {
            break;
        }
        open.extend(node.children.borrow().iter().map(|child| (Rc::clone(child), depth + 1)));
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_help_centres_write_becomes_markdown() {
        let html = "<h2>Refunds</h2><p>We refund <strong>within 5&nbsp;days</strong>.</p><ul><li>Card</li><li>Voucher</li></ul><p><a href=\"https://x.example/a\">More</a></p>";
        let markdown = to_markdown(html).unwrap();
        assert_eq!(
            markdown,
            "## Refunds\n\nWe refund **within 5 days**.\n\n- Card\n- Voucher\n\n[More](https://x.example/a)"
        );
    }

    #[test]
    fn nothing_that_runs_or_styles_is_left() {
        let html = "<style>p{color:red}</style><p onclick=\"evil()\">Hello</p><script>evil()</script><svg><script>evil()</script></svg><form><input value=\"a\"></form>";
        assert_eq!(to_markdown(html).unwrap(), "Hello");
        assert_eq!(left_out(html), ["a form", "a script", "a style sheet"]);
    }

    #[test]
    fn rows_of_a_table_stay_together() {
        let headless = "<table><tbody><tr><td>Small</td><td>£5</td></tr><tr><td>Large</td><td>£9</td></tr></tbody></table>";
        let markdown = to_markdown(headless).unwrap();
        let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["- Small | £5", "- Large | £9"]);
        let headed = "<table><thead><tr><th>Box</th><th>Price</th></tr></thead><tbody><tr><td>Small</td><td>£5</td></tr></tbody></table>";
        let table: String = to_markdown(headed).unwrap().split_whitespace().collect();
        assert!(table.starts_with("|Box|Price|"), "{table}");
    }

    #[test]
    fn deep_nesting_is_refused() {
        for part in ["<div>", "<div></x>", "<b><div></b>", "<a><b>"] {
            let html = format!("{}x", part.repeat(50_000));
            assert!(to_markdown(&html).is_err(), "{part}");
        }
        let attributes: String = (0..50_000).map(|at| format!(" a{at}")).collect();
        assert!(to_markdown(&format!("<p{attributes}>x</p>")).is_err());
        assert_eq!(to_markdown(&"<p>x<br>".repeat(1_000)).unwrap().matches('x').count(), 1_000);
    }

    #[test]
    fn videos_become_links() {
        let html = "<p>See:</p><iframe src=\"//www.youtube.com/embed/x\"></iframe>";
        assert_eq!(to_markdown(html).unwrap(), "See:\n\n[Video](https://www.youtube.com/embed/x)");
    }
}
