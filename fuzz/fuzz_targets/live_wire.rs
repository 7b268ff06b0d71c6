//! Frames of the live connection: whatever comes, it is a frame or a clear refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Err(refusal) = rapport_http::fuzz::live_frame(text) else { return };
    assert!(refusal.starts_with("This frame cannot be read: "), "{refusal}");
    // It goes back on the same line: what was sent must not come back at full length.
    assert!(refusal.len() < 2_000, "{} bytes of refusal", refusal.len());
});
