//! Files and folders that settings name.

use super::problem::Problem;
use super::source::Key;
use super::{BotName, Config};
use std::io;
use std::path::Path;

pub(super) fn problems(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(error) = writable(&config.data_dir) {
        let text = format!(
            "the folder {} cannot be written: {error}; give it to the user the relay runs as",
            config.data_dir.display()
        );
        problems.push(Problem::error("data_dir", text));
    }
    if let Some(folder) = config.widget_dir.as_ref().filter(|folder| !folder.join("index.html").is_file()) {
        let text = format!("there is no index.html in {}; build the widget, or remove this setting", folder.display());
        problems.push(Problem::error("widget_dir", text));
    }
    for (name, site) in &config.site {
        let folder = &site.knowledge.folder;
        if site.reads_items() && !folder.is_dir() {
            let key = Key::root().child("site").child(name).child("knowledge").child("folder");
            let text = format!(
                "there is no folder {}; make it and put a Markdown file for each answer there",
                folder.display()
            );
            problems.push(Problem::error(key, text));
        }
        if let Some(stylesheet) = site.stylesheet.as_ref().filter(|stylesheet| !stylesheet.is_file()) {
            let key = Key::root().child("site").child(name).child("stylesheet");
            let text =
                format!("there is no file {}; write your CSS there, or remove this setting", stylesheet.display());
            problems.push(Problem::error(key, text));
        }
        let of_model = site.openai.as_ref().filter(|_| site.bot == BotName::Openai);
        if let Some(prompt) = of_model.and_then(|bot| bot.prompt.as_ref()).filter(|prompt| !prompt.is_file()) {
            let key = Key::root().child("site").child(name).child("openai").child("prompt");
            let text = format!("there is no file {}; write there what the model is to do", prompt.display());
            problems.push(Problem::error(key, text));
        }
    }
    problems
}

/// Whether files can be made in a folder, or the folder itself where it is missing. Leaves nothing behind: whoever
/// checks a configuration may not be the user the relay runs as, who must own what is made.
fn writable(folder: &Path) -> io::Result<()> {
    let here = Path::new(".");
    let nearest = folder.ancestors().find(|folder| folder.exists()).unwrap_or(here);
    let probe = nearest.join(format!(".baton-probe-{}", uuid::Uuid::new_v4()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(&probe)
}
