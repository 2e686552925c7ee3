use super::*;

#[test]
fn every_problem_comes_at_once_with_file_and_line() {
    let folder = folder(&[
        ("a.md", "no front matter"),
        ("b.md", "+++\ntitle = \"B\"\ncolour = \"red\"\n+++\nx"),
        ("c.md", "+++\nid = \"c\"\nbuttons = [\n  {label = \"x\", postback = \"nowhere\"},\n]\n+++\nx"),
        ("d.md", "+++\nid = \"c\"\n+++\nx"),
        ("e.md", "+++\nbuttons = [{label = \"x\", link = \"javascript:alert(1)\"}]\n+++\nx"),
        ("f.md", "+++\n+++\n"),
        ("g.md", "+++\n\ncapture = [{ variable = \"x\", pattern = \"(\" }]\n+++\nx"),
        ("h.md", "+++\nset = { a = \"b\" }\nwhen = { hours = \"noon\" }\n+++\nx"),
        ("i.md", "+++\ncapture = [{ variable = \"baton.available\", kind = \"email\" }]\n+++\nx"),
        ("j.md", "+++\n\n\ngoto = \"gone\"\n+++\nx"),
        ("k.md", "+++\ncards = [{ title = \"x\", image = \"http://shop.example/x.png\" }]\n+++\nx"),
        ("below/l.md", "+++\nform = { fields = [] }\n+++\nx"),
    ]);
    let problems = Knowledge::open(folder.path(), settings()).unwrap_err();
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let name = problem.file.file_name().unwrap().to_string_lossy().into_owned();
            format!("{name}:{:?} {}", problem.line, problem.reason)
        })
        .collect();
    for expected in [
        "a.md:Some(1)",
        "b.md:Some(3)",
        "c.md:Some(4) it leads to \"nowhere\"",
        "d.md:None the id \"c\" is taken",
        "e.md:Some(2) the link",
        "f.md:None has no answer",
        "g.md:Some(3) the pattern",
        "h.md:Some(3) `hours`",
        "i.md:Some(2) the variable",
        "j.md:Some(4) it leads to \"gone\"",
        "k.md:Some(2) the link",
        "l.md:Some(2) a form has",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} in {lines:#?}");
    }
}

#[test]
fn what_is_changed_is_read_again_and_what_is_wrong_is_not_taken() {
    let folder = folder(&[("a.md", "+++\nquestions = [\"alpha\"]\n+++\nA.")]);
    let bot = Knowledge::open(folder.path(), settings()).unwrap();
    assert!(!bot.refresh().unwrap(), "nothing has changed");
    write(&folder, "b.md", "+++\nquestions = [\"beta\"]\n+++\nB.");
    assert!(bot.refresh().unwrap());
    assert_eq!(asked(&bot, "beta"), ["B."]);
    write(&folder, "c.md", "nonsense");
    let problems = bot.refresh().unwrap_err();
    assert!(problems[0].to_string().contains("c.md:1: must begin"), "{problems:?}");
    assert!(!bot.refresh().unwrap(), "it is said once");
    assert_eq!(asked(&bot, "beta"), ["B."], "it goes on with what it knew");
    std::fs::remove_file(folder.path().join("c.md")).unwrap();
    std::fs::remove_file(folder.path().join("a.md")).unwrap();
    assert!(bot.refresh().unwrap());
    assert_eq!(bot.items().len(), 1);
}

#[test]
fn an_author_is_told_what_to_look_at() {
    let bot = bot(&[
        ("a.md", "+++\nquestions = [\"opening hours\"]\nhandoff = \"gone\"\n+++\nA."),
        ("b.md", "+++\nquestions = [\"opening hours on sunday\", \"opening\"]\n+++\nB."),
        ("c.md", "+++\n+++\nC, to which nothing leads."),
        ("_d.md", "+++\n+++\nD."),
        ("_unsure.md", "+++\n+++\nHm?"),
    ]);
    let remarks: Vec<String> = bot.review(&["billing"]).iter().map(ToString::to_string).collect();
    for expected in ["a: it calls for the skill \"gone\"", "c: it has no `questions`", "_d: nothing leads to it"] {
        assert!(remarks.iter().any(|remark| remark.starts_with(expected)), "{expected} in {remarks:#?}");
    }
    assert!(!remarks.iter().any(|remark| remark.starts_with("_unsure")), "{remarks:#?}");
}

#[test]
fn the_shop_of_the_demo_has_nothing_to_look_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/knowledge");
    let bot = Knowledge::open(&folder, settings()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(bot.review(&["billing", "orders", "returns", "support"]), []);
}
