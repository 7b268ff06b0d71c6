//! HTML of help centres to Markdown. Scripts, styles and forms are left out with what they hold; deep nesting
//! is refused, since it serves nothing but to exhaust the stack.

use std::{rc::Rc, sync::LazyLock};

use htmd::{
    Element, HtmlToMarkdown, Node,
    element_handler::Handlers,
    options::{BrStyle, BulletListMarker, Options},
};
use regex::Regex;

/// Elements within elements, at most.
const MAX_DEPTH: usize = 150;
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
        .add_handler(vec!["iframe", "video", "audio", "embed"], |_: &dyn Handlers, element: Element| {
            let address = element.attrs.iter().find(|attribute| &*attribute.name.local == "src")?;
            let address = address.value.to_string();
            let address =
                address.strip_prefix("//").map_or(address.clone(), |rest| format!("https://{rest}"));
            address.starts_with("https://").then(|| format!("\n\n[Video]({})\n\n", encoded(&address)).into())
        })
        .build()
}

/// An address that ends no Markdown link too early.
fn encoded(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29").split_whitespace().collect()
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
    fn deep_nesting_is_refused() {
        let html = format!("{}x", "<div>".repeat(50_000));
        assert!(to_markdown(&html).is_err());
    }

    #[test]
    fn videos_become_links() {
        let html = "<p>See:</p><iframe src=\"//www.youtube.com/embed/x\"></iframe>";
        assert_eq!(to_markdown(html).unwrap(), "See:\n\n[Video](https://www.youtube.com/embed/x)");
    }
}
