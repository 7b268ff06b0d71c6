//! Generated conversations over the small company: nothing done without a yes, each yes carried out exactly once,
//! nobody stuck; and equal seeds give equal conversations.

use crate::fixture::{company, vector};
use rapport_dialogue::rehearse::{Habit, Plan, load_tests, run_generated};

const TESTS: &str = "
- name: found
  given:
    find-order: [{ outcome: done, result: { number: \"100482\", status: on its way } }]
    change-address: [{ outcome: done, result: { ok: true } }]
  turns: [{ customer: hello }]
";

#[test]
fn generated_customers_get_what_they_confirmed_and_nothing_else() {
    let tests = load_tests(&[("tests/a.yaml".to_owned(), TESTS.to_owned())]).unwrap();
    let plan = Plan { seed: 20_261_123, first: 0, count: 400 };
    let (tally, mishaps) = run_generated(&company(), &tests, plan, &vector);
    assert!(tally.is_clean(), "{tally:#?}\n{:#?}", mishaps.iter().take(3).collect::<Vec<_>>());
    assert_eq!(tally.conversations, 400);
    assert!(tally.confirmed > 60, "{tally:#?}");
    for habit in [
        Habit::Digresses,
        Habit::Corrects,
        Habit::Refuses,
        Habit::SaysYesLate,
        Habit::SaysHalfYes,
        Habit::TakesYesBack,
        Habit::SaysTwo,
        Habit::Cancels,
        Habit::Repeats,
        Habit::IsSilent,
    ] {
        assert!(tally.habits.get(&habit).is_some_and(|times| *times > 3), "{habit:?}: {tally:#?}");
    }
}

#[test]
fn equal_seeds_give_equal_conversations() {
    let tests = load_tests(&[("tests/a.yaml".to_owned(), TESTS.to_owned())]).unwrap();
    let company = company();
    let run = |first, count| run_generated(&company, &tests, Plan { seed: 7, first, count }, &vector).0;
    let whole = run(0, 60);
    let mut parts = run(0, 25);
    parts.add(&run(25, 35));
    assert_eq!(whole, parts);
}
