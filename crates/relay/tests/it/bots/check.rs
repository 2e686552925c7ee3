//! `baton check` tries each bot that runs elsewhere, and `baton config check` names what is missing.

use super::stage::{Kind, Stage, site};
use crate::harness::Held;
use baton_relay::config;
use baton_relay::desk::Verdict;

const REMOTE: [Kind; 4] = [Kind::Http, Kind::Openai, Kind::Rasa, Kind::Watsonx];

async fn finding(stage: &Stage) -> (Verdict, String) {
    let mut findings = stage.bot().check().await;
    let finding = findings.pop().expect("it was tried");
    assert!(findings.is_empty());
    (finding.verdict, finding.detail)
}

#[tokio::test]
async fn each_is_tried_without_effect() {
    assert_eq!(Stage::new(Kind::Knowledge).await.bot().check().await, []);
    for kind in REMOTE {
        let stage = Stage::new(kind).await;
        let (verdict, detail) = finding(&stage).await;
        assert_eq!(verdict, Verdict::Good, "{kind:?}: {detail}");
        assert!(stage.heard().iter().all(|heard| !heard.raw.contains("\"turn\"")), "nothing was said");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let key = baton_emulator::demo::BOT_KEY;
    let wrong = [
        (Kind::Openai, key, "wrong", "`openai.api_key`"),
        (Kind::Openai, "baton-demo-model", "other", "compare `openai.model`"),
        (Kind::Openai, "/openai/v1", "/nothing", "`openai.base_url`"),
        (Kind::Rasa, key, "wrong", "`rasa.token`"),
        (Kind::Watsonx, key, "wrong", "`watsonx.api_key`"),
        (Kind::Watsonx, "baton-demo-assistant", "other", "`watsonx.assistant_id`"),
        (Kind::Http, "/own/turn", "/nothing", "`http.url`"),
    ];
    for (kind, from, to, named) in wrong {
        let stage = Stage::with(kind, |lines| lines.replace(from, to)).await;
        let (verdict, detail) = finding(&stage).await;
        assert_eq!(verdict, Verdict::Bad);
        assert!(detail.contains(named), "{kind:?}: {named} in {detail}");
    }
    let held = Held::new();
    for kind in REMOTE {
        let stage = Stage::with(kind, |lines| lines.replace("@bots@", &format!("http://{}", held.address))).await;
        let (verdict, detail) = finding(&stage).await;
        assert_eq!((verdict, detail.contains("no connection")), (Verdict::Bad, true), "{kind:?}: {detail}");
    }
}

#[test]
fn what_is_missing_is_named_before_anything_runs() {
    let problems = |kind: Kind, lines: &str| -> Vec<String> {
        let loaded = config::parse(&site(kind, lines), std::path::Path::new(""), []);
        loaded.problems.iter().map(|problem| format!("{}: {}", problem.key, problem.text)).collect()
    };
    for kind in REMOTE {
        let name = kind.name();
        let table = format!("[site.shop.{name}]");
        assert!(problems(kind, "").iter().any(|it| it.contains(&table)), "{:?}", problems(kind, ""));
        let address = if kind == Kind::Openai { "base_url" } else { "url" };
        for (line, key) in [
            ("", address),
            ("timeout_seconds = 0", "timeout_seconds"),
            ("timeout_seconds = 41", "timeout_seconds"),
            (&*format!("{address} = \"http://bot.example.com\""), address),
            (&*format!("{address} = \"https://user:pass@bot.example.com\""), address),
            (&*format!("{address} = \"https://bot.example.com/?token=x\""), address),
        ] {
            let found = problems(kind, &format!("{table}\n{line}\n"));
            let key = format!("site.shop.{name}.{key}: ");
            assert!(found.iter().any(|it| it.starts_with(&key)), "{kind:?} {line:?}: {found:?}");
        }
        let good = kind.lines().replace("@bots@", "https://bot.example.com");
        assert_eq!(problems(kind, &good), Vec::<String>::new(), "{kind:?}");
    }
    let lines = Kind::Watsonx.lines().replace("@bots@", "https://bot.example.com").replace("\"bills\"", "\"bils\"");
    assert!(
        problems(Kind::Watsonx, &lines)[0].contains("did you mean `bills`"),
        "{:?}",
        problems(Kind::Watsonx, &lines)
    );
    for (kind, line, key) in [
        (Kind::Http, "secrets = [\"short\"]", "secrets"),
        (Kind::Openai, "variables = [\"baton.available\"]", "variables"),
        (Kind::Openai, "temperature = 3.0", "temperature"),
        (Kind::Rasa, "returned_intent = \"/left\"", "returned_intent"),
        (Kind::Watsonx, "version = \"v2\"", "version"),
    ] {
        let found = problems(kind, &format!("[site.shop.{}]\n{line}\n", kind.name()));
        assert!(
            found.iter().any(|it| it.starts_with(&format!("site.shop.{}.{key}", kind.name()))),
            "{line}: {found:?}"
        );
    }
}

#[test]
fn a_relay_for_the_public_refuses_the_key_of_the_stand_ins() {
    for kind in REMOTE {
        let lines = kind.lines().replace("@bots@", "https://bot.example.com");
        let lines = lines.replace(super::stage::SECRET, baton_emulator::demo::BOT_KEY);
        let config = config::parse(&site(kind, &lines), std::path::Path::new(""), []).config;
        let problems = config.demo_secrets();
        assert_eq!(problems.len(), 1, "{kind:?}: {problems:?}");
        assert_eq!(problems[0].key, format!("site.shop.{}", kind.name()));
        assert!(!config.print().contains(baton_emulator::demo::BOT_KEY), "no secret is printed");
    }
}
