//! Whether a message attacks a person. Rules about whom the words are aimed at stand over the trained
//! head, because swearing at a parcel is no abuse and a lawyer is no threat of violence.

use std::borrow::Cow;
use std::sync::LazyLock;

use rapport_domain::perception::{Hostility, HostilityLevel};
use regex::{Regex, RegexSet};

use crate::features::Features;
use crate::heads::Scores;

/// Threats of violence: an act that hurts, and a person, a part of one, or a building.
const THREATS: [&str; 6] = [
    r"\b(i'?ll|i will|i'?m (going to|gonna)|gonna|imma|we'?ll|someone (will|should)) (\w+ ){0,4}((kill|murder|stab|shoot|beat|punch|hurt|strangle|smash|slap|choke|destroy) (you|u|ya|him|her|them|your (staff|driver|manager|agents?|kids?|family|people))\b|(break|smash|punch|kick|cut|burn|bash) (\w+ ){0,2}(legs?|neck|face|head|teeth|skull|bones|arms?|fingers)\b|(burn|bomb|blow up|torch) (\w+ ){0,3}(house|office|garage|shop|place|building|store|branch)\b)",
    r"\bi will find (you|ya|u)[ !.]*$|\b(i know where (you|your|u)|i'?ll find (you|out where you)|i (will|'ll|am|'m) (come|coming|going to come) (for|after|round|to your))\b",
    r"\byou('?ll| will) (regret|pay for) (this|it)\b|\bwatch your back\b|\byou'?re (a )?dead( man| meat)?\b|\byou(r)? (people )?deserve to die\b",
    r"\b(come|coming) (round|over|down|there|for you)( \w+){0,3} with (a|my) (bat|knife|gun|hammer)\b",
    r"\bi (am|'m) coming for (you|that|him|her|them)\b|\bim coming for (you|that|him|her|them)\b",
    r"\b(burn|blow) (\w+ ){0,4}(office|house|garage|shop|place|building) (down|up)\b",
];
/// Insults and curses aimed at a person.
const ABUSE: [&str; 7] = [
    r"\b(fuck|screw|damn) (you|u|ya|off|your|all of you)\b|\b(piss|sod|bugger) off\b|\bgo (to hell|fuck|die)\b|\b(stfu|gfy)\b|\bkill yourself\b|\bkys\b|\bdrop dead\b|\bfuck(ing)? (idiots?|morons?|robot|bot|liars?|people)\b",
    r"\b(you|u|ur|you'?re|youre|they'?re|your (staff|team|agents?|driver|manager|people|company|support))( all| are| r| is| a| an| the| such| just| fucking| bloody| bunch| of| absolute| complete| total| lot| really| so| people| greedy| fat| lying| lazy| incompetent| useless| stupid| dumb| scamming){0,6} (idiots?|morons?|imbeciles?|scum|scumbags?|pigs?|cows?|witch|bitch(es)?|bastards?|assholes?|arseholes?|cunts?|wankers?|twats?|whores?|sluts?|retards?|losers?|clowns?|trash|pieces? of shit|dickheads?|pricks?|fools?|dumb ?ass(es)?|brain dead|braindead|animals?|parasites?|vermin)\b",
    r"\b(useless|stupid|dumb|lying|fat|lazy|greedy|fucking|bloody|incompetent|filthy|scamming|thieving|racist) (\w+ )?(idiots?|morons?|cows?|pigs?|witch|bitch|bastards?|scum|bot|robot|people|assholes?|cunts?|liars?)\b",
    r"\b(bend over|suck my|blow me|lick my|show me your (tits|boobs))\b|\b(slut|whore|bitch)\b",
    r"\b(are you|r u|are they) (all )?(brain ?dead|retarded|morons?|idiots?|fucking)\b|\bwhat kind of (moron|idiot)\b",
    r"^ ?(idiots?|morons?|scum|bastards?|assholes?|cunts?|wankers?)[ !.]*$|\bshut (the fuck )?up\b",
    r"\b(you|your)( \w+){0,6} is a (\w+ )?(pig|idiot|moron|bitch|cow|scumbag|liar)\b",
];
/// Disrespect of a person, short of abuse.
const RUDENESS: [&str; 5] = [
    r"\b(are|r) (you|u)( \w+)? (deaf|blind|thick|stupid|dumb|slow|dense|illiterate|even listening|drunk)\b|\bcan'?t you (read|count|listen|understand english)\b",
    r"\b(anyone|someone|anybody|person)( \w+){0,2} with a brain\b|\bdo you (even )?have a brain\b|\bwho do you think you are\b|\bwhat is wrong with you( people)?\b|\bwhat'?s wrong with you( people)?\b",
    r"\b(you|you'?re|youre|you are|you lot|you people)( all| are| lot| people| a| an| so| just| really| bunch| of| absolutely| completely| totally){0,5} (useless|hopeless|pathetic|incompetent|a joke|stupid|dumb|thick|lazy|clueless|crooks?|liars?|thieves|robbers|vultures|jobsworths)\b",
    r"\bbunch of (\w+ )?(jobsworths|crooks|clowns|liars|thieves|amateurs|cowboys|muppets|jokers)\b|\byour stupid (script|bot|face|questions?|rules?)\b|\byou couldn'?t (run|organi[sz]e) a\b|\bsomeone who speaks properly\b",
    r"\b(fat|creepy|ugly) (creep|man|woman|trainer|driver)\b|\bis a (fat |total |complete )?(creep|joke of a human)\b|\bstupid (bot|robot|machine) (\w+ )?you\b",
];
/// The writer speaks of themself, quotes, or means no violence.
const HARMLESS: [&str; 4] = [
    r"\b(i'?m|i am|i feel|i felt|i was|me|feel like) (\w+ ){0,3}(idiot|stupid|dumb|fool|moron|useless|pig)\b|\bsilly me\b|\bstupid (of me|question|mistake)\b|\bi'?m not (stupid|an idiot)\b",
    r"\b(kill|killing|killed) (me|my (back|battery|time|mood|productivity))\b",
    r"\b(not|never) (saying|calling|mean) .{0,20}(idiot|stupid|useless)\b|\bnot your fault\b",
    r"\bbad (ass )?bitch(es)?\b|\bson of a bitch\b|\bbitch of an?\b|\bmy bitches\b",
];
/// Somebody else's words: what somebody was called or told, and what stands in quotation marks beside a verb
/// of saying.
const REPORTED: &str = r"\b(called|calls|calling|call) (me|us|him|her|my \w+) (an? )?((\w+ )?\w+)|\b(told|tells|telling) (me|us|him|her|my \w+) to \w+( \w+)?|\b(said|says|muttered|mutters|shouted|yelled|whispered|thinks) (that )?(i'?m|i am|i was|we are|we're) (an? )?(\w+ )?\w+";
const QUOTED: &str = "\"[^\"]*\"|“[^”]*”";
const SAYING: &str = r"\b(said|says|told|shout(ed|s)|screamed|yelled|wrote|written|writes|call(ed|s|ing)|threaten(ed|s)|muttered|posted|typ(ed|ing|es)|words?|texted|messaged|sent|asked|reads)\b";

/// Words that speak to or of a person.
const PERSON: [&str; 7] = [" you ", " your ", " u ", " ur ", " you're ", " youre ", " yourself "];

/// What belongs to a company and is no person; over the normalised text.
const YOUR_THINGS: &str = r" your (\w+ )?(web ?sites?|sites?|pages?|apps?|checkout|systems?|software|forms?|service|delivery|deliveries|packaging|products?|goods|stuff|quality|prices?|fees?|polic(y|ies)|rules|returns?|instructions|manuals?|e?mails?|letters?|hotline|menu|food|wi-?fi|network|machines?|shops?|stores?) ";

/// Words that speak of a thing, where no person is spoken to.
const THING: [&str; 8] = [" this ", " the ", " my ", " it ", " that ", " it's ", " i ", " a "];

/// From here on the head alone, without a rule, makes a message rude or abusive.
const HEAD_SAYS_RUDE: f32 = 0.7;
const HEAD_SAYS_ABUSIVE: f32 = 0.9;
/// The most that swearing at nobody scores.
const SWEARING_AT_THINGS: f32 = 0.3;

/// How hostile a message is towards a person.
pub(crate) fn hostility(text: &str, features: &Features, scores: &Scores) -> Hostility {
    static SETS: LazyLock<[RegexSet; 4]> = LazyLock::new(|| {
        let set = |patterns: &[&str]| RegexSet::new(patterns).unwrap_or_else(|_| RegexSet::empty());
        [set(&THREATS), set(&ABUSE), set(&RUDENESS), set(&HARMLESS)]
    });
    let lower = text.to_lowercase().replace('’', "'");
    let own = own_words(&lower);
    let reports = own.len() < lower.len();
    let lower = own;
    let [threats, abuse, rudeness, harmless] = &*SETS;
    let harmless = harmless.is_match(&lower);
    let ruled = |set: &RegexSet| !harmless && set.is_match(&lower);
    let normal = without_your_things(&features.normal);
    let person = PERSON.iter().any(|word| normal.contains(word));
    let aimed = person && features.list("insult") + features.list("swear") > 0.0;
    let thing = !person && THING.iter().any(|word| normal.contains(word));
    let head = scores.hostile;
    let (level, score) = if threats.is_match(&lower) {
        (HostilityLevel::Threat, head.max(0.95))
    } else if ruled(abuse) {
        (HostilityLevel::Abusive, head.max(0.88))
    } else if ruled(rudeness) {
        (HostilityLevel::Rude, head.clamp(0.62, 0.85))
    } else if reports {
        // The head cannot tell whose words it reads.
        (HostilityLevel::None, head.min(SWEARING_AT_THINGS))
    } else if !harmless && head >= HEAD_SAYS_ABUSIVE && aimed {
        (HostilityLevel::Abusive, head)
    } else if !harmless && head >= HEAD_SAYS_RUDE && (aimed || person || !thing) {
        (HostilityLevel::Rude, head)
    } else if thing && features.list("swear") > 0.0 {
        (HostilityLevel::None, head.min(SWEARING_AT_THINGS))
    } else {
        (HostilityLevel::None, head.min(0.49))
    };
    Hostility { level, score }
}

/// Normalised text in which what the company has or makes is spoken of as a thing, not as a person.
fn without_your_things(normal: &str) -> Cow<'_, str> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(YOUR_THINGS).ok());
    PATTERN.as_ref().map_or(normal.into(), |pattern| pattern.replace_all(normal, " the thing "))
}

/// The text without what it reports of others.
fn own_words(lower: &str) -> Cow<'_, str> {
    static PATTERNS: LazyLock<Option<[Regex; 3]>> = LazyLock::new(|| {
        Some([Regex::new(REPORTED).ok()?, Regex::new(QUOTED).ok()?, Regex::new(SAYING).ok()?])
    });
    let Some([reported, quoted, saying]) = PATTERNS.as_ref() else { return lower.into() };
    let own = reported.replace_all(lower, " ");
    if !quoted.is_match(&own) {
        return own;
    }
    let outside = quoted.replace_all(&own, " ");
    if saying.is_match(&outside) { outside.into_owned().into() } else { own.into_owned().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in THREATS.iter().chain(&ABUSE).chain(&RUDENESS).chain(&HARMLESS) {
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
        assert!([REPORTED, QUOTED, SAYING].iter().all(|pattern| Regex::new(pattern).is_ok()));
    }

    #[test]
    fn words_of_others_are_left_out() {
        for (text, own) in [
            ("he called me a stupid cow and left", "he and left"),
            ("he said \"piss off\"", "he said"),
            ("\"great\" you idiots", "\"great\" you idiots"),
            ("you idiots told me to wait here", "you idiots"),
        ] {
            let found: Vec<_> = own_words(text).split_whitespace().map(str::to_owned).collect();
            assert_eq!(found.join(" "), own, "{text}");
        }
    }
}
