//! The text that goes out: the operator's template with what the agent wrote in it.

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// What it says.
    pub text: String,
    /// Whether the end of the message had to be cut off.
    pub cut: bool,
}

/// Fills a template in, with at most so many characters in all. What is filled in is not looked at for further places.
pub(super) fn render(template: &str, site: &str, agent: &str, message: &str, most: usize) -> Rendered {
    let frame = fill(template, site, agent, "").chars().count();
    let places = template.matches("{message}").count().max(1);
    let room = most.saturating_sub(frame) / places;
    let cut = message.chars().count() > room;
    let kept: String = match cut {
        true => message.chars().take(room.saturating_sub(1)).chain(['…']).collect(),
        false => message.to_owned(),
    };
    Rendered { text: fill(template, site, agent, &kept), cut }
}

fn fill(template: &str, site: &str, agent: &str, message: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, from)) = rest.find('{').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let known = [("{message}", message), ("{site}", site), ("{agent}", agent)];
        let place = known.iter().find_map(|(place, value)| Some((from.strip_prefix(place)?, *value)));
        let (after, value) = place.unwrap_or((from.get(1..).unwrap_or_default(), "{"));
        out.push_str(value);
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "{agent} of {site}: {message}\nSTOP to opt out.";

    #[test]
    fn what_is_filled_in_is_filled_in_once() {
        let text = render(TEMPLATE, "Shop {message}", "Ana", "{site} {agent} {x}", 500);
        assert_eq!(text.text, "Ana of Shop {message}: {site} {agent} {x}\nSTOP to opt out.");
        assert!(!text.cut);
    }

    #[test]
    fn what_is_too_long_loses_its_end_and_never_the_way_to_opt_out() {
        let long = "ä".repeat(500);
        let text = render(TEMPLATE, "Shop", "Ana", &long, 100);
        assert!(text.cut);
        assert_eq!(text.text.chars().count(), 100);
        assert!(text.text.ends_with("ä…\nSTOP to opt out."), "{}", text.text);
        let fits = render(TEMPLATE, "Shop", "Ana", &"a".repeat(70), 100);
        assert_eq!((fits.cut, fits.text.chars().count()), (false, 100));
    }
}
