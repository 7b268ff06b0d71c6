//! Reading, checking and writing content.

use crate::fixture::{content, files};
use rapport_dialogue::content::{Severity, check, check_dates, export, load};

fn with(path: &str, change: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let change = |(p, text): (String, String)| if p == path { (p, change(&text)) } else { (p, text) };
    files().into_iter().map(change).collect()
}

/// Reads the files and gives everything that is said about them.
fn said(files: &[(String, String)]) -> Vec<String> {
    match load(files) {
        Ok(content) => check(&content).iter().map(ToString::to_string).collect(),
        Err(findings) => findings.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn check_says(files: &[(String, String)], wanted: &str) {
    let said = said(files);
    assert!(said.iter().any(|finding| finding.contains(wanted)), "{wanted:?} is not in {said:#?}");
}

#[test]
fn content_without_faults_has_no_errors() {
    let errors: Vec<_> = check(&content()).into_iter().filter(|f| f.severity == Severity::Error).collect();
    assert_eq!(errors, []);
}

#[test]
fn what_is_written_reads_back_without_loss() {
    assert_eq!(load(&export(&content())), Ok(content()));
    let mut reversed = files();
    reversed.reverse();
    assert_eq!(load(&reversed), Ok(content()));
}

#[test]
fn unreadable_files_are_named_with_their_line() {
    check_says(
        &with("company.yaml", |t| t.replace("assistant:", "asistant:")),
        "company.yaml:3: error: This cannot be read: unknown field `asistant`",
    );
    check_says(
        &with("topics/delivery-cost.md", |t| t.replace("owner:", "onwer:")),
        "topics/delivery-cost.md:4: error",
    );
    check_says(
        &with("topics/delivery-cost.md", |t| t.replace("## Rich", "## Fancy")),
        "“## Fancy” is no variant",
    );
    check_says(
        &with("topics/delivery-cost.md", |t| t.replace("---\n", "")),
        "A topic begins with a line ---",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("id: told, say", "id: told, shout")),
        "Step “told”",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("{ id: done,", "{ id: done, extra: 1,")),
        "has 3 keys",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("retry:", "rety:")),
        "flows/where-is-my-order.yaml:6: error: Step “ask”",
    );
    let mut more = files();
    more.push(("notes.txt".to_owned(), String::new()));
    check_says(&more, "notes.txt: error: This file is no content");
    let without: Vec<_> = files().into_iter().filter(|(path, _)| path != "wordings.yaml").collect();
    check_says(&without, "wordings.yaml: error: The file is missing");
    let mut twice = files();
    let copy = twice[0].1.clone();
    twice.push(("topics/other.md".to_owned(), copy));
    check_says(&twice, "stands in topics/delivery-cost.md too");
}

#[test]
fn references_that_lead_nowhere_are_found() {
    check_says(
        &with("topics/where-order.md", |t| t.replace("flow: where-is-my-order", "flow: nowhere")),
        "There is no flow “nowhere”",
    );
    check_says(
        &with("topics/refund-late.md", |t| t.replace("offer: where-is-my-order", "offer: nowhere")),
        "“nowhere” that is offered does not exist",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("next: done", "next: gone")),
        "Step “told” leads to “gone”",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("action: find-order", "action: find")),
        "There is no action “find”",
    );
}

#[test]
fn flows_that_cannot_work_are_found() {
    let flow = "flows/change-address.yaml";
    check_says(
        &with(flow, |t| {
            t.replace(", confirm: \"Order {order_number} will go to {address}. Shall I change it now?\"", "")
        }),
        "the customer must be asked before",
    );
    check_says(&with(flow, |t| t.replace("address: \"{address}\", ", "")), "needs the argument “address”");
    check_says(
        &with(flow, |t| {
            t.replace("Order {order_number} goes to {address}.", "Order {order.number} and {nobody}")
        }),
        "Nothing fills {nobody}",
    );
    check_says(
        &with(flow, |t| t.replace("refused: { otherwise: lost }", "unknown: look")),
        "Step “lost” can never be reached",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| {
            t.replace(
                "{ id: done, end: {} }",
                "{ id: done, branch: { on: order_number, cases: {}, otherwise: told } }",
            )
        }),
        "the flow can never end",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| t.replace("next: done", "next: told")),
        "in a circle that never asks",
    );
    check_says(
        &with("flows/where-is-my-order.yaml", |t| {
            t.replace(
                "{ id: lost, say: { text: \"I find no order {order_number}.\" } }",
                "{ id: lost, call: { flow: where-is-my-order } }",
            )
        }),
        "calls itself",
    );
}

#[test]
fn variants_with_other_facts_are_found() {
    check_says(
        &with("topics/delivery-cost.md", |t| t.replace("**£3.95**", "**£4.95**")),
        "The rich variant has other facts",
    );
    check_says(
        &with("topics/delivery-cost.md", |t| t.replace("fifty", "sixty")),
        "only in the spoken variant: 60",
    );
}

#[test]
fn examples_that_mislead_are_found() {
    check_says(
        &with("topics/opening-hours.md", |t| t.replace("opening hours\"", "delivery price\"")),
        "is nearly “delivery price” of the topic “delivery-cost”",
    );
    check_says(
        &with("topics/opening-hours.md", |t| t.replace("  - \"closing time\"\n", "")),
        "There are 7 examples",
    );
    check_says(&with("topics/opening-hours.md", |t| t.replace("closing time", "shop hours")), "stands twice");
}

#[test]
fn statements_that_can_never_be_said_are_found() {
    let file = "statements/seed.yaml";
    check_says(&with(file, |t| t.replace("{happened}", "{cannot}")), "no topic says what fills {cannot}");
    check_says(&with(file, |t| t.replace("{happened}", "{weather}")), "Nobody fills {weather}");
    check_says(
        &with(file, |t| {
            t.replacen("author: us", "never_when: { feelings: [angry, frustrated, anxious] }, author: us", 1)
        }),
        "“hear-you” can never be said",
    );
}

#[test]
fn wordings_must_say_what_they_are_for() {
    check_says(
        &with("wordings.yaml", |t| t.replace("the AI assistant of {company}.", "your friend.")),
        "“ai_notice” must say that an AI speaks",
    );
    check_says(
        &with("wordings.yaml", |t| t.replace("{first}", "one thing")),
        "“did_you_mean” must hold {first}",
    );
    check_says(
        &with("wordings.yaml", |t| t.replace("Goodbye.", "Goodbye {flow}.")),
        "Nobody fills {flow} in “goodbye”",
    );
    check_says(&with("company.yaml", |t| t.replace("Europe/London", "Kendal")), "“Kendal” is no time zone");
    check_says(&with("company.yaml", |t| t.replace("09:00-12:30", "9-25")), "is no span of hours");
}

/// The company's file with these settings of its help centre.
fn with_help(settings: &str) -> Vec<(String, String)> {
    with("company.yaml", |t| format!("{}\nhelp_centre:\n{settings}", t.trim_end()))
}

#[test]
fn what_is_wrong_with_the_help_centre_is_said_with_what_to_do() {
    check_says(&with_help("  accent: \"#ffcc00\""), "The nearest shade that can be read is \"#");
    check_says(&with_help("  accent_dark: \"#102030\""), "help_centre.accent_dark");
    check_says(&with_help("  accent: green"), "which is no colour");
    check_says(&with_help("  title: \" \""), "“help_centre.title” is empty");
    check_says(&with_help("  back: { label: Shop, address: \"javascript:x\" }"), "begins with https://");
    check_says(&with_help("  colour: \"#123456\""), "unknown field `colour`");
    let twice =
        "  categories:\n    - { id: a, title: A }\n    - { id: a, title: B, topics: [delivery-*, nothing] }";
    check_says(&with_help(twice), "The category “a” stands twice");
    check_says(&with_help(twice), "“nothing” in the category “a”");
    check_says(&with_help("  categories:\n    - { id: a, title: \"\" }"), "needs a title");
}

#[test]
fn what_is_wrong_with_an_article_is_said() {
    let topic = |path: &str, help: &str| {
        with(path, |t| t.replace("owner: Care", &format!("owner: Care\nhelp: {help}")))
    };
    let cost = "topics/delivery-cost.md";
    check_says(&topic(cost, "{ category: nowhere }"), "There is no category “nowhere”");
    check_says(&topic(cost, "{ title: Opening hours, hidden: false }"), "has the same title");
    check_says(&topic(cost, "{ text: It is free }"), "would never be seen");
    check_says(&topic(cost, "{ titel: Cost }"), "unknown field `titel`");
    check_says(
        &topic("topics/where-order.md", "{ text: \"Order {order.number}\" }"),
        "Nobody fills {order.number}",
    );
    check_says(
        &with(cost, |t| t.replace("costs **£3.95**", "costs **£3.95**, {name}")),
        "Nobody fills {name}",
    );
}

#[test]
fn values_that_make_no_sense_are_found() {
    let asked = |more: &str| {
        let step = format!("{{ id: when, ask: {{ slot: x, {more}, text: \"When?\", retry: \"Again?\" }} }}");
        with("flows/where-is-my-order.yaml", |t| {
            t.replace("  - { id: told,", &format!("  - {step}\n  - {{ id: told,"))
        })
    };
    for (more, says) in [
        ("type: date, least: soon", "“soon” is no “least” for this type"),
        ("type: email, most: today", "“most” is for numbers, amounts, times and dates"),
        ("type: amount", "An amount needs its “currency”"),
        ("type: amount, currency: pounds", "“pounds” is no currency"),
        ("type: number, currency: GBP", "Only an amount has a “currency”"),
        ("type: product", "A product needs the list in which it stands"),
        (
            "type: product, among_from: nothing.items",
            "No action saves what “among_from: nothing.items” names",
        ),
        ("type: text, among: [a, b]", "Only a product stands “among” others"),
        ("type: date, known: [email]", "“known” names something that is no value of this type"),
    ] {
        check_says(&asked(more), says);
    }
    for fine in [
        "type: date, least: today, most: \"today+14\"",
        "type: amount, currency: GBP, most: \"{order.total}\"",
        "type: product, among_from: order.items",
        "type: email, known: [email, earlier]",
    ] {
        let content = load(&asked(fine)).unwrap();
        let found = check(&content).into_iter().find(|f| f.step.as_deref() == Some("when"));
        assert!(found.is_none(), "{fine}: {found:?}");
    }
}

#[test]
fn waits_and_silences_that_make_no_sense_are_found() {
    let waiting = |more: &str| {
        let step = format!("{{ id: hold, wait: {{ text: \"I write here.\", {more} }} }}");
        with("flows/where-is-my-order.yaml", |t| {
            t.replace("  - { id: told,", &format!("  - {step}\n  - {{ id: told,"))
        })
    };
    check_says(&waiting("minutes: 0"), "“minutes” must be 1 to 43200");
    check_says(&waiting("minutes: 5, event: \"It came\""), "“It came” is no name of an event");
    check_says(&waiting("minutes: 5, late: lost"), "“late” is for an “event” that did not come");
    check_says(&waiting("minutes: 5, event: came, late: gone"), "leads to “gone”, which does not exist");
    check_says(
        &with("flows/where-is-my-order.yaml", |t| {
            t.replace("steps:", "silence: { remind_minutes: 99999 }\nsteps:")
        }),
        "“silence” may last 43200 minutes",
    );
}

#[test]
fn answers_outside_their_days_are_told() {
    let dated = |dates: &str| {
        with("topics/delivery-cost.md", |t| {
            t.replace("answer: { version: 3,", &format!("answer: {{ version: 3, {dates},"))
        })
    };
    check_says(&dated("valid_from: tomorrow"), "“valid_from: tomorrow” is no date");
    check_says(
        &dated("valid_from: \"2026-12-01\", valid_until: \"2026-11-01\""),
        "The dates conflict: the answer begins to hold on 2026-12-01 and ends on 2026-11-01",
    );
    let today = rapport_domain::Timestamp::parse("2026-11-23T10:00:00Z").unwrap();
    for (dates, says) in [
        ("valid_until: \"2026-11-22\"", Some("The answer has ended on 2026-11-22")),
        ("valid_until: \"2026-11-30\"", Some("The answer ends on 2026-11-30")),
        ("valid_from: \"2026-11-24\"", Some("does not hold before 2026-11-24")),
        ("valid_from: \"2026-11-23\", valid_until: \"2027-01-31\"", None),
        ("audience: signed_in", None),
    ] {
        let content = load(&dated(dates)).unwrap();
        let found = check_dates(&content, today);
        assert_eq!(found.len(), usize::from(says.is_some()), "{dates}: {found:#?}");
        assert!(found.iter().all(|finding| finding.message.contains(says.unwrap_or_default())), "{found:#?}");
        let written = export(&content);
        assert_eq!(load(&written).as_ref(), Ok(&content), "{dates}");
    }
}
