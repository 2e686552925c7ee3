//! How long the knowledge bot takes for an answer out of many items, beside a scan of all of them for the same words.
//! Run by `cargo xtask bench knowledge`.

use baton_relay::bot::knowledge::{Knowledge, Settings, first_question};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Items.
const ITEMS: usize = 10_000;
/// Questions asked of both.
const QUESTIONS: usize = 200;
/// The most that half of the answers may take.
const BAR: Duration = Duration::from_millis(10);

const THINGS: [&str; 25] = [
    "parcel",
    "invoice",
    "refund",
    "voucher",
    "plant",
    "pot",
    "address",
    "password",
    "account",
    "newsletter",
    "warranty",
    "delivery",
    "courier",
    "return",
    "exchange",
    "discount",
    "subscription",
    "payment",
    "card",
    "receipt",
    "order",
    "colour",
    "size",
    "stock",
    "catalogue",
];
const DEEDS: [&str; 20] = [
    "change", "cancel", "find", "track", "pay", "print", "download", "renew", "report", "repair", "replace", "share",
    "delete", "update", "combine", "split", "postpone", "confirm", "insure", "gift",
];
const WHERE: [&str; 20] = [
    "abroad",
    "online",
    "tomorrow",
    "again",
    "together",
    "twice",
    "later",
    "today",
    "weekly",
    "upstairs",
    "outside",
    "overnight",
    "early",
    "quickly",
    "safely",
    "privately",
    "publicly",
    "annually",
    "locally",
    "partly",
];

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let texts: Vec<(String, String)> = (0..ITEMS).map(item).collect();
    for (number, (question, answer)) in texts.iter().enumerate() {
        let text = format!("+++\nquestions = [\"{question}\"]\n+++\n{answer}\n");
        std::fs::write(folder.path().join(format!("item-{number}.md")), text)?;
    }
    let begun = Instant::now();
    let settings = Settings { floor: 0.35, locale: "en".to_owned(), handoff: true, suggests: true };
    let bot = Knowledge::open(folder.path(), settings).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    println!("{ITEMS} items read and indexed in {:.1} s", begun.elapsed().as_secs_f64());

    let asked: Vec<usize> = (0..QUESTIONS).map(|number| number * 7919 % ITEMS).collect();
    let mut right = 0;
    let mut answers = Vec::new();
    for place in &asked {
        let Some((question, _)) = texts.get(*place) else { continue };
        let turn = first_question(question, None, None);
        let begun = Instant::now();
        let actions = bot.answer(&turn);
        answers.push(begun.elapsed());
        let found = bot.find(question, &turn);
        right += usize::from(
            !actions.is_empty() && found.first().is_some_and(|(item, _)| item.id == format!("item-{place}")),
        );
    }
    let mut scans = Vec::new();
    for place in &asked {
        let Some((question, _)) = texts.get(*place) else { continue };
        let begun = Instant::now();
        std::hint::black_box(scan(&texts, question));
        scans.push(begun.elapsed());
    }
    let (answer, worst) = (middle(&mut answers), answers.last().copied().unwrap_or_default());
    let scanned = middle(&mut scans);
    println!("answer      median {:8.3} ms, worst {:8.3} ms; {right} of {QUESTIONS} right", ms(answer), ms(worst));
    println!("linear scan median {:8.3} ms; the answer takes {:.2} of it", ms(scanned), ms(answer) / ms(scanned));
    anyhow::ensure!(
        answer <= BAR && answer < scanned,
        "an answer must take less than a linear scan, and at most {} ms",
        ms(BAR)
    );
    Ok(())
}

/// A question and its answer, like no other's.
fn item(number: usize) -> (String, String) {
    let word = |words: &[&'static str], at: usize| words.get(at % words.len()).copied().unwrap_or_default();
    let (thing, deed, how) = (word(&THINGS, number), word(&DEEDS, number / 25), word(&WHERE, number / 500));
    let question = format!("How do I {deed} my {thing} {how}?");
    let answer =
        format!("To {deed} a {thing} {how}, open your account and choose **{deed}**. It takes a day, number {number}.");
    (question, answer)
}

/// The place of the item that shares most words with a question.
fn scan(texts: &[(String, String)], question: &str) -> Option<usize> {
    let words = |text: &str| -> HashSet<String> {
        let words = text.to_lowercase();
        words
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let asked = words(question);
    let shared = |(question, answer): &(String, String)| {
        words(question).union(&words(answer)).filter(|word| asked.contains(*word)).count()
    };
    let all = texts.iter().enumerate();
    all.max_by_key(|(_, text)| shared(text)).map(|(place, _)| place)
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
