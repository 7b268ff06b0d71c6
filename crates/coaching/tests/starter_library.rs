//! The starter library against the rules: what we ship keeps what we preach.

use rapport_coaching::{
    Exchange, FramingRequest, Practice, Register, Speaker, coach, eligible, frame, guard, lint_statement,
};
use rapport_domain::{
    content::{Impact, Statement},
    feeling::Feeling,
    id::ConversationId,
    perception::Perception,
    why::DecisionKind,
};

fn starter() -> Vec<Statement> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/starter/statements");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the starter library")
        .map(|f| f.expect("a readable folder").path())
        .collect();
    files.sort();
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).expect("a readable file");
            serde_norway::from_str::<Vec<Statement>>(&text)
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        })
        .collect()
}

#[test]
fn every_statement_passes_the_lint() {
    let mut wrong = Vec::new();
    for statement in starter() {
        for finding in lint_statement(&statement) {
            wrong.push(format!(
                "{}: {:?}: {} ({})",
                statement.id, statement.text, finding.message, finding.rule
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_framing_keeps_the_practices() {
    let library = starter();
    let impact = Impact {
        happened: Some("your parcel has not arrived".into()),
        cannot: Some("go on your trip".into()),
        without: Some("your tent".into()),
    };
    let answer = "It left our warehouse on Monday and is due on Friday.";
    let customer = "My parcel still hasn't arrived and I need my tent.";
    let mut wrong = Vec::new();
    for feeling in Feeling::ALL {
        for (urgency, repeated, seq) in
            [(0.1, false, 1), (0.1, true, 2), (0.9, false, 3), (0.3, false, 4), (0.1, false, 5)]
        {
            let mut perception = Perception::unclear("en");
            perception.feeling = Some(feeling);
            perception.intensity = 0.7;
            perception.urgency = urgency;
            let conversation = ConversationId::from_bytes([9; 16]);
            let request = FramingRequest {
                repeated,
                impact: Some(&impact),
                customer: Some(customer),
                register: Register::Written,
                ..FramingRequest::new(&library, &perception, DecisionKind::Answered, conversation, seq)
            };
            let framing = frame(&request);
            let text = [framing.before.join(" "), answer.to_owned(), framing.after.join(" ")].join(" ");
            let exchange = Exchange {
                perception: Some(&perception),
                author: Speaker::Assistant,
                ..Exchange::new(customer, text.trim())
            };
            let report = coach(&exchange, &library);
            for practice in
                Practice::ALL.into_iter().filter(|p| !feeling.is_positive() || *p != Practice::Heard)
            {
                let result = report.practices.get(practice);
                if !result.kept {
                    let rules: Vec<_> = report.findings.iter().map(|f| f.rule).collect();
                    wrong.push(format!(
                        "{feeling} {urgency}: {} broken ({rules:?}): {text}",
                        practice.as_str()
                    ));
                }
            }
            if !guard(text.trim(), &Default::default()).is_empty() {
                wrong.push(format!("the guard stops: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_hurting_feeling_finds_a_statement() {
    let library = starter();
    for feeling in Feeling::ALL.into_iter().filter(|feeling| feeling.is_negative()) {
        let mut perception = Perception::unclear("en");
        perception.feeling = Some(feeling);
        perception.intensity = 0.6;
        let conversation = ConversationId::from_bytes([1; 16]);
        let request = FramingRequest::new(&library, &perception, DecisionKind::Answered, conversation, 1);
        assert!(library.iter().any(|statement| eligible(statement, &request).is_ok()), "{feeling}");
        assert!(!frame(&request).before.is_empty(), "{feeling}");
    }
}
