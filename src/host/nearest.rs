//! The known name that someone probably meant.

/// The nearest of some names, where one is near enough to be meant.
pub fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let written = written.to_ascii_lowercase();
    known
        .iter()
        .map(|name| (distance(&written, &name.to_ascii_lowercase()), *name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .map(|(_, name)| name)
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    let mut last = None;
    for (index, a) in one.chars().enumerate() {
        let mut next = vec![index + 1];
        for (place, b) in two.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut least =
                (at(&row, place) + usize::from(a != *b)).min(at(&row, place + 1) + 1).min(at(&next, place) + 1);
            let swapped = place > 0 && last == Some(*b) && two.get(place - 1) == Some(&a);
            if swapped {
                least = least.min(at(&before, place - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(a);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["initialMessage", "token", "user", "apiUrl", "defaultOpen"];

    #[test]
    fn slips_find_their_name() {
        for (written, meant) in [
            ("intialMessage", "initialMessage"),
            ("initialmessage", "initialMessage"),
            ("initialMessages", "initialMessage"),
            ("tokne", "token"),
            ("apiURL", "apiUrl"),
            ("defaultopen", "defaultOpen"),
        ] {
            assert_eq!(nearest(written, &KNOWN), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_far_from_all_finds_none() {
        for written in ["zIndex", "colour", "", "messageBoxHeight"] {
            assert_eq!(nearest(written, &KNOWN), None, "{written}");
        }
    }
}
