//! What people notice who look into the help centre, and what designers learn from it.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use rapport_domain::content::{Content, Response};
use serde_json::{Value, json};

use crate::support::{Answer, Server, Who};

const COST: &str = "/help/articles/delivery-cost";

async fn get(server: &Server, path: &str) -> Answer {
    server.call(Method::GET, path, &Who::Nobody, Value::Null).await
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// A form as a browser of this page sends it; without an origin, as a program does.
async fn post(server: &Server, path: &str, form: &str, origin: Option<&str>) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(path).header(header::HOST, "desk.test");
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    server.send(request.body(Body::from(form.to_owned())).expect("a request")).await
}

/// A server whose company has few topics, so that every publication is quick.
async fn few(change: impl Fn(&mut Content)) -> Server {
    let server = Server::start().await;
    publish(&server, change).await;
    server
}

async fn publish(server: &Server, change: impl Fn(&mut Content)) {
    let mut content = server.test.desk.release().await.expect("a release").release().content.clone();
    let kept =
        ["delivery-cost", "jobs", "contact", "stores", "press", "faulty-item", "self-harm", "return-an-item"];
    content.topics.retain(|topic| kept.contains(&topic.id.as_str()));
    content.flows.retain(|flow| ["self-harm", "return-an-item"].contains(&flow.id.as_str()));
    for topic in &mut content.topics {
        if let Response::Answer(answer) = &mut topic.response {
            answer.offer = None;
        }
    }
    content.statements.clear();
    change(&mut content);
    server.test.desk.publish(content, "a test").await.expect("it can be published");
}

fn answer<'a>(content: &'a mut Content, topic: &str) -> &'a mut rapport_domain::content::Answer {
    let topic = content.topics.iter_mut().find(|known| known.id.as_str() == topic).expect("the topic");
    match &mut topic.response {
        Response::Answer(answer) => answer,
        Response::Flow(_) => panic!("a flow answers it"),
    }
}

#[tokio::test]
async fn every_topic_of_the_demo_has_a_page_in_a_category_and_none_shows_a_placeholder() {
    let server = Server::start().await;
    let front = text(&get(&server, "/help").await);
    assert!(front.contains("Tarn &amp; Fell help") && front.contains("role=\"search\""), "{front}");
    assert!(!front.contains("Other questions"), "every topic has a category");
    let sitemap = text(&get(&server, "/sitemap.xml").await);
    let addresses: Vec<&str> = sitemap
        .split("<loc>http://desk.test")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next())
        .collect();
    let articles = addresses.iter().filter(|address| address.starts_with("/help/articles/")).count();
    let topics = server.test.desk.release().await.expect("a release").release().content.topics.len();
    assert_eq!(articles, topics);
    for address in addresses {
        let page = get(&server, address).await;
        let html = text(&page);
        assert_eq!(page.status.as_u16(), 200, "{address}");
        assert!(page.bytes.len() < 30_000, "{address} has {} bytes", page.bytes.len());
        let body =
            html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part");
        assert!(!body.contains('{') && !body.contains('}'), "{address}: {body}");
        assert_eq!(html.matches("<h1").count(), 1, "{address}");
        assert!(html.contains("rel=\"canonical\""), "{address}");
    }
}

#[tokio::test]
async fn an_article_says_what_the_assistant_says_and_is_sent_once() {
    let server = Server::start().await;
    let page = get(&server, COST).await;
    let html = text(&page);
    let asked = server.test.arrive().await;
    let said = server.test.ask(&asked, "How much is delivery?").await;
    assert!(said.contains("Standard delivery in the UK costs £3.95."), "{said}");
    assert!(html.contains("Standard delivery in the UK costs <strong>£3.95</strong>."), "{html}");
    assert!(html.contains("<h1>How much is delivery?</h1>") && html.contains("Was this helpful?"));
    assert!(html.contains("Source: Delivery policy, September 2026") && html.contains("Approved on"));
    assert!(html.contains("id=\"related\"") && html.contains("data-inbox=\"shop\""));
    assert!(html.contains("\"@type\":\"FAQPage\"") && html.contains("og:title"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");

    let tag = page.header("etag").to_owned();
    let again = |zip: bool| {
        let mut request = Request::builder().uri(COST).header(header::HOST, "desk.test");
        request = match zip {
            true => request.header(header::ACCEPT_ENCODING, "gzip, br"),
            false => request.header(header::IF_NONE_MATCH, tag.clone()),
        };
        request.body(Body::empty()).expect("a request")
    };
    let known = server.send(again(false)).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    let zipped = server.send(again(true)).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.bytes.len() * 2 < page.bytes.len());
    let zipped_tag = zipped.header("etag").to_owned();
    assert!(zipped_tag != tag && zipped_tag.ends_with("-gzip\""), "{tag} {zipped_tag}");
    let has = format!("\"other\", {zipped_tag}");
    let has =
        Request::builder().uri(COST).header(header::HOST, "desk.test").header(header::IF_NONE_MATCH, has);
    let known = server.send(has.body(Body::empty()).expect("a request")).await;
    assert_eq!((known.status.as_u16(), known.header("etag")), (304, zipped_tag.as_str()));
}

#[tokio::test]
async fn what_is_not_there_is_told_and_robots_know_what_to_read() {
    let server = few(|_| {}).await;
    for path in
        ["/help/articles/nothing", "/help/articles/..%2f", "/help/categories/Nothing", "/help/what/ever"]
    {
        let page = get(&server, path).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
        assert!(
            text(&page).contains("There is no such page") && text(&page).contains("/help/search"),
            "{path}"
        );
    }
    let robots = text(&get(&server, "/robots.txt").await);
    assert!(robots.contains("Allow: /help") && robots.contains("Sitemap: http://desk.test/sitemap.xml"));
    publish(&server, |content| content.company.help_centre = None).await;
    get(&server, "/help").await.expect(404);
    get(&server, COST).await.expect(404);
    assert_eq!(text(&get(&server, "/robots.txt").await), "User-agent: *\nDisallow: /\n");
}

#[tokio::test]
async fn nothing_that_is_written_can_do_anything_on_a_page() {
    const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'&";
    let server = few(|content| {
        content.company.name = HOSTILE.to_owned();
        let help = content.company.help_centre.as_mut().expect("a help centre");
        (help.title, help.intro, help.logo) =
            (Some(HOSTILE.into()), Some(HOSTILE.into()), Some(HOSTILE.into()));
        help.categories[0].title = HOSTILE.to_owned();
        let cost = answer(content, "delivery-cost");
        cost.plain = format!("{HOSTILE} costs £3.95.");
        cost.spoken = None;
        cost.rich = Some(format!("{HOSTILE} [x](javascript:alert(1)) costs **£3.95**."));
        cost.sources = vec![HOSTILE.to_owned()];
        let topic = content.topics.iter_mut().find(|topic| topic.id.as_str() == "delivery-cost");
        topic.expect("the topic").help.title = Some(HOSTILE.to_owned());
    })
    .await;
    let search = "/help/search?q=%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%27";
    for path in ["/help", "/help/categories/delivery", COST, search, "/help/thanks?article=delivery-cost"] {
        let html = text(&get(&server, path).await);
        assert!(!html.contains("<img") && !html.contains("href=\"javascript"), "{path}: {html}");
        assert!(!html.contains("\"onerror") && !html.contains("=\"\"'"), "{path}");
        let scripts = html.matches("</script>").count();
        assert_eq!(scripts, html.matches("<script").count(), "{path}");
    }
}

#[tokio::test]
async fn a_hidden_topic_is_nowhere_and_the_assistant_still_answers() {
    let server = few(|content| {
        let topic = content.topics.iter_mut().find(|topic| topic.id.as_str() == "delivery-cost");
        topic.expect("the topic").help.hidden = true;
    })
    .await;
    get(&server, COST).await.expect(404);
    for path in ["/help", "/sitemap.xml", "/help/search?q=how+much+is+delivery", "/help/articles/contact"] {
        assert!(!text(&get(&server, path).await).contains("articles/delivery-cost"), "{path}");
    }
    let said = post(&server, "/help/articles/delivery-cost/helpful", "helpful=yes", None).await;
    assert_eq!(said.status.as_u16(), 404);
    let asked = server.test.arrive().await;
    assert!(server.test.ask(&asked, "How much is delivery?").await.contains("£3.95"));
}

#[tokio::test]
async fn a_page_changes_with_the_release_and_back() {
    let server = few(|_| {}).await;
    let first = get(&server, COST).await;
    let of_first = server.test.desk.releases().await.expect("releases")[0].id;
    server.test.clock.advance_ms(40 * 24 * 3_600_000);
    publish(&server, |content| {
        let cost = answer(content, "delivery-cost");
        cost.plain = "Delivery costs £4.20 now.".into();
        (cost.rich, cost.spoken) = (Some("### Standard\n\nDelivery costs £4.20 now.".into()), None);
    })
    .await;
    let second = get(&server, COST).await;
    assert!(text(&second).contains("£4.20") && second.header("etag") != first.header("etag"));
    assert!(text(&second).contains("<h2>Standard</h2>"), "below the title, without a gap");
    server.test.desk.restore_release(of_first, "a test", None).await.expect("it can be restored");
    let third = get(&server, COST).await;
    assert!(!text(&third).contains("£4.20"));
    let approved = |page: &Answer| {
        let html = text(page);
        html.split("<time").nth(1).and_then(|rest| rest.split("</time>").next()).expect("a date").to_owned()
    };
    assert_eq!(approved(&third), approved(&first), "the text was approved then, not at the restoration");
    assert_ne!(approved(&second), approved(&first));
}

#[tokio::test]
async fn a_search_finds_by_words_by_meaning_and_through_slips() {
    let server = Server::start().await;
    for (typed, wanted) in [
        ("delivry+cost", "delivery-cost"),
        ("what%27s+the+postage", "delivery-cost"),
        ("parcel+says+delivered+but+nothing+here", "delivered-but-missing"),
        ("gift+card+expiry", "gift-card-expiry"),
        ("forgoten+pasword", "password"),
        ("wash+my+down+jacket", "care-down"),
        ("vat", "vat"),
    ] {
        let html = text(&get(&server, &format!("/help/search?q={typed}")).await);
        let found: Vec<&str> = html
            .split("<main")
            .nth(1)
            .unwrap_or("")
            .split("/help/articles/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(found.iter().take(3).any(|one| *one == wanted), "{typed}: {found:?}");
    }
    for typed in ["quantum+zebra+helicopter", "asdfghjkl", "%20", "%FF%FE"] {
        let page = get(&server, &format!("/help/search?q={typed}")).await;
        let html = text(&page);
        assert_eq!(page.status.as_u16(), 200);
        let main = html.split("<main").nth(1).unwrap_or("");
        assert!(!main.contains("/help/articles/"), "{typed}: {main}");
    }
    let none = text(&get(&server, "/help/search?q=quantum+zebra+helicopter").await);
    assert!(none.contains("We have no answer to that here") && none.contains("data-ask"));
    assert!(none.contains("noindex"));
}

#[tokio::test]
async fn what_readers_say_reaches_designers_without_a_name() {
    let server = few(|_| {}).await;
    get(&server, COST).await.expect(200);
    let crawler = Request::builder().uri(COST).header(header::HOST, "desk.test");
    let crawler =
        crawler.header(header::USER_AGENT, "Examplebot/1.0").body(Body::empty()).expect("a request");
    server.send(crawler).await.expect(200);

    let path = format!("{COST}/helpful");
    let said = post(&server, &path, "helpful=no", Some("http://desk.test")).await;
    assert_eq!(said.status.as_u16(), 303);
    let thanks = said.header("location").to_owned();
    assert!(text(&get(&server, &thanks).await).contains("What was missing or unclear?"), "{thanks}");
    let id = thanks.split("said=").nth(1).and_then(|rest| rest.split('&').next()).expect("an id");
    let words =
        format!("said={id}&article=delivery-cost&words=My+card+is+4111+1111+1111+1111%2C+Saturday%3F");
    post(&server, "/help/thanks", &words, Some("http://desk.test")).await.expect(303);
    post(&server, "/help/thanks", &words.replace("Saturday", "again"), None).await.expect(303);
    post(&server, &path, "helpful=yes", None).await.expect(303);
    post(&server, &path, "helpful=perhaps", None).await.expect(400);
    post(&server, &path, "helpful=no", Some("https://evil.test")).await.expect(403);

    let amir = server.sign_in("amir@desk.test").await;
    let all = server.call(Method::GET, "/api/v1/answer-figures", &amir, Value::Null).await.expect(200);
    let worst = &all["topics"][0];
    assert_eq!((&worst["topic"], &worst["views"]), (&json!("delivery-cost"), &json!(1)), "{worst}");
    assert_eq!((&worst["helpful"], &worst["not_helpful"]), (&json!(1), &json!(1)));
    let one =
        server.call(Method::GET, "/api/v1/answer-figures/delivery-cost?days=7", &amir, Value::Null).await;
    let one = one.expect(200);
    assert_eq!(one["words"].as_array().map(Vec::len), Some(1), "{one}");
    let words = one["words"][0]["words"].as_str().expect("words");
    assert!(words.contains("•••• 1111") && words.contains("Saturday?"), "{words}");
    assert_eq!(one["counts"][0]["place"], "article");
    let ana = server.sign_in("ana@desk.test").await;
    let path = format!("/api/v1/answer-feedback/{id}/words");
    server.call(Method::DELETE, &path, &ana, Value::Null).await.expect(403);
    server.call(Method::DELETE, &path, &amir, Value::Null).await.expect(204);
    server.call(Method::DELETE, &path, &amir, Value::Null).await.expect(404);
    let one = server.call(Method::GET, "/api/v1/answer-figures/delivery-cost", &amir, Value::Null).await;
    let one = one.expect(200);
    assert_eq!((&one["words"], &one["not_helpful"]), (&json!([]), &json!(1)), "the no still counts");
    server.call(Method::GET, "/api/v1/answer-figures", &ana, Value::Null).await.expect(403);
    server.call(Method::GET, "/api/v1/answer-figures", &Who::Nobody, Value::Null).await.expect(401);
}

#[tokio::test]
async fn nobody_can_say_it_for_everybody() {
    let server = few(|_| {}).await;
    let path = format!("{COST}/helpful");
    for _ in 0..10 {
        post(&server, &path, "helpful=no", None).await.expect(303);
    }
    post(&server, &path, "helpful=no", None).await.expect(429);
    server.test.clock.advance_ms(60_000);
    post(&server, &path, "helpful=no", None).await.expect(303);
}

#[tokio::test]
async fn searches_have_a_limit_of_their_own() {
    let server = Server::with_limits(10_000, 45).await;
    for _ in 0..3 {
        get(&server, "/help/search?q=vat").await.expect(200);
    }
    let refused = get(&server, "/help/search?q=vat").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "20"));
    assert!(text(&refused).contains("That was a little fast"));
    get(&server, "/help").await.expect(200);
    server.visit().await;
    server.test.clock.advance_ms(20_000);
    get(&server, "/help/search?q=vat").await.expect(200);
}

#[tokio::test]
async fn words_of_ours_are_marked_where_the_company_speaks_another_language() {
    let server = few(|content| content.company.locale = "nl-NL".to_owned()).await;
    let html = text(&get(&server, COST).await);
    assert!(html.contains("<html lang=\"nl-NL\">"), "{html}");
    for ours in ["class=\"skip\" href=\"#content\" lang=\"en\"", "role=\"search\" lang=\"en\""] {
        assert!(html.contains(ours), "{ours}: {html}");
    }
    assert!(html.contains("<h1>How much is delivery?</h1>"), "the company's own words are not marked");
    assert!(html.contains("<li lang=\"nl-NL\"><a href=\"/help/categories/delivery\">"), "{html}");
    assert!(html.contains("aria-labelledby=\"was-helpful\" lang=\"en\""), "{html}");
    publish(&server, |content| content.company.locale = "en-GB".to_owned()).await;
    assert!(!text(&get(&server, COST).await).contains(" lang=\"en\""), "one language alone needs no marks");
}

#[tokio::test]
async fn the_assistant_knows_which_article_is_asked_about() {
    let server = few(|_| {}).await;
    let mia = server.visit().await;
    let send =
        |id: &str, text: &str, article: Value| json!({ "client_id": id, "text": text, "article": article });
    const MESSAGES: &str = "/api/v1/widget/messages";
    let asked = send("m1", "Does that also hold for sale items?", json!("delivery-cost"));
    server.call(Method::POST, MESSAGES, &mia, asked.clone()).await.expect(200);
    server.call(Method::POST, MESSAGES, &mia, asked).await.expect(200);
    server.test.settle().await;
    let history =
        server.call(Method::GET, "/api/v1/widget/conversation", &mia, Value::Null).await.expect(200);
    let reply = &history["events"].as_array().expect("events")[1];
    assert!(reply["message"]["text"].as_str().is_some_and(|text| text.contains("£3.95")), "{history}");
    assert_eq!(reply["is_answer"], true);

    let helped = json!({ "seq": reply["seq"], "helpful": true });
    for _ in 0..2 {
        server.call(Method::POST, "/api/v1/widget/helpful", &mia, helped.clone()).await.expect(204);
    }
    let own = json!({ "seq": history["events"][0]["seq"], "helpful": true });
    server.call(Method::POST, "/api/v1/widget/helpful", &mia, own).await.expect(404);

    let amir = server.sign_in("amir@desk.test").await;
    let path = format!("/api/v1/conversations/{}", history["conversation"]["id"].as_str().expect("an id"));
    let seen = server.call(Method::GET, &path, &amir, Value::Null).await.expect(200);
    let came: Vec<&Value> = seen["events"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|event| event["kind"] == "came_from")
        .collect();
    assert_eq!(came.len(), 1, "{seen}");
    assert_eq!(
        (&came[0]["topic"], &came[0]["title"]),
        (&json!("delivery-cost"), &json!("How much is delivery?"))
    );
    let figures = server.call(Method::GET, "/api/v1/answer-figures/delivery-cost", &amir, Value::Null).await;
    let figures = figures.expect(200);
    assert_eq!((&figures["helpful"], &figures["counts"][0]["place"]), (&json!(1), &json!("chat")));

    // A page may be older than the release; what is written is taken all the same.
    let gone = send("m2", "And to the islands?", json!("no-such-article"));
    server.call(Method::POST, MESSAGES, &mia, gone).await.expect(200);
    let bad = send("m3", "And to the islands?", json!("No Such"));
    server.call(Method::POST, MESSAGES, &mia, bad).await.expect(422);
}
