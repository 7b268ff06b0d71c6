//! Any text may be judged: nothing panics, positions lie within the text, and long texts stay affordable.

use proptest::prelude::*;
use rapport_coaching::{
    CoachReport, Exchange, GuardContext, Speaker, Turn, TurnRole, assert_ai_disclosure, coach, epitome,
    guard, lint_answer, school_year,
};

fn within(report: &CoachReport, reply: &str) {
    let length = u32::try_from(reply.chars().count()).expect("a short text");
    for finding in &report.findings {
        assert!(finding.start <= finding.end && finding.end <= length, "{finding:?} in {length}");
        assert!(!finding.message.is_empty() && !finding.suggestion.is_empty(), "{finding:?}");
    }
    let spans = rapport_coaching::Practice::ALL.iter().flat_map(|p| report.practices.get(*p).evidence.iter());
    for span in spans {
        assert!(span.start <= span.end && span.end <= length, "{span:?} in {length}");
    }
    for practice in rapport_coaching::Practice::ALL {
        assert!((0.0..=1.0).contains(&report.practices.get(practice).score), "{practice:?}");
    }
    assert!((0.0..=1.0).contains(&report.overall));
}

fn judge(customer: &str, reply: &str) {
    let context =
        [Turn { role: TurnRole::Company, text: "Shall I?" }, Turn { role: TurnRole::Customer, text: "Yes" }];
    let exchange =
        Exchange { context: &context, author: Speaker::Assistant, ..Exchange::new(customer, reply) };
    within(&coach(&exchange, &[]), reply);
    guard(reply, &GuardContext { customer, approved: &[customer] });
    lint_answer(reply);
    epitome(&exchange);
    let _ = assert_ai_disclosure(reply);
    let _ = school_year(reply);
}

#[test]
fn strange_texts_are_judged() {
    let texts = [
        "",
        " ",
        "\n\n\r\n",
        "???!!!",
        "…",
        "'",
        "\"",
        "''\"'\"",
        "{happened} {",
        "I’m “so” sorry — İSTANBUL ẞ ﬁ ǅ",
        "👩‍👩‍👧‍👦🔥🔥🔥 CALM DOWN 👍🏽",
        "أنا آسف جداً، سأصلح هذا الآن.",
        "אני מצטער מאוד",
        "请冷静。我知道你的感受！",
        "\u{202e}nwod mlac\u{202c}",
        "a\u{300}\u{301}\u{302}",
        "\0\u{1}\u{feff}",
        "I\u{200b}know how you feel",
        "No. 5 e.g. Mr. X vs. Y. etc.",
    ];
    for customer in texts {
        for reply in texts {
            judge(customer, reply);
        }
    }
}

#[test]
fn positions_are_code_points() {
    let reply = "👍🏽 “Ça va?” İ I know how you feel.";
    let report = coach(&Exchange::new("My parcel is late.", reply), &[]);
    let finding = report.findings.iter().find(|finding| finding.rule == "claimed-feeling").unwrap();
    let length = (finding.end - finding.start) as usize;
    let said: String = reply.chars().skip(finding.start as usize).take(length).collect();
    assert_eq!(said, "I know how you feel");
}

#[test]
fn long_texts_are_judged() {
    for piece in ["a", "I know how you feel. ", "so not 'sorry' ", "👩‍👩‍👧! "] {
        let long = piece.repeat(100_000 / piece.len());
        let report = coach(&Exchange::new(&long, &long), &[]);
        within(&report, &long);
        guard(&long, &GuardContext::default());
    }
}

#[test]
fn the_report_has_the_agreed_shape() {
    let report = coach(&Exchange::new("My parcel is late.", "Oh, that's terrible. I'm so sorry."), &[]);
    let json = serde_json::to_value(&report).unwrap();
    let practices = json["practices"].as_object().unwrap();
    let mut names: Vec<&str> = practices.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "acceptance",
            "checked",
            "empathy_with_action",
            "heard",
            "matched",
            "no_claimed_feeling",
            "not_defensive",
            "not_reactive"
        ]
    );
    assert_eq!(json["practices"]["empathy_with_action"]["kept"], false);
    assert!(json["practices"]["empathy_with_action"]["evidence"][0]["start"].is_u64());
    assert_eq!(json["emotional_reactions"], 2);
    assert!(json["interpretations"].is_u64() && json["explorations"].is_u64());
    let finding = &json["findings"][0];
    for field in ["rule", "start", "end", "message", "suggestion"] {
        assert!(!finding[field].is_null(), "{field}");
    }
}

#[test]
fn suggestions_are_made_for_the_exchange() {
    let customer = "Hello, my parcel still hasn't arrived and I'm annoyed.";
    let report = coach(&Exchange::new(customer, "Oh, that's terrible. I'm so sorry."), &[]);
    let finding = report.findings.iter().find(|f| f.rule == "sympathy-without-action").unwrap();
    assert_eq!(
        finding.suggestion,
        "I can see that your parcel still hasn't arrived. Let me find out where it is and when you'll have it."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_judged(customer in ".{0,200}", reply in ".{0,400}") {
        judge(&customer, &reply);
    }

    #[test]
    fn any_words_are_judged(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "I", "know", "how", "you", "feel", "'", "\"", "not", "calm", "down", ".", "?", "!", "\n", "sorry",
                "İ", "👍🏽", "please", "should", "have", "our", "policy", "—", "{", "}", "CALM", "DOWN", "…", "no",
            ]),
            0..60,
        ),
    ) {
        judge(&words.join(" "), &words.concat());
        judge(&words.concat(), &words.join(" "));
    }

    #[test]
    fn the_same_is_always_judged_the_same(customer in "[a-z ,.!?']{0,80}", reply in "[a-zA-Z ,.!?']{0,120}") {
        let exchange = Exchange::new(&customer, &reply);
        prop_assert_eq!(coach(&exchange, &[]), coach(&exchange, &[]));
    }
}
