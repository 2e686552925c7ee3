//! What the demo's bot knows: the shop's folder, inside this binary.

use anyhow::Context as _;
use std::path::Path;

macro_rules! items {
    ($($name:literal)*) => {
        /// Names and texts.
        const ITEMS: &[(&str, &str)] =
            &[$( ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/knowledge/", $name))), )*];
    };
}

items! {
    "choosing.md"
    "damaged.md"
    "gift-cards.md"
    "menu.md"
    "opening-hours.md"
    "order-status.md"
    "payment.md"
    "person.md"
    "plant-care.md"
    "plant-promise.md"
    "refund-time.md"
    "return-goods.md"
    "returns.md"
    "shipping.md"
    "sustainability.md"
}

/// Writes the folder.
pub(super) fn write(folder: &Path) -> anyhow::Result<()> {
    let what = || format!("the demo's knowledge cannot be written to {}", folder.display());
    std::fs::create_dir_all(folder).with_context(what)?;
    for (name, text) in ITEMS {
        std::fs::write(folder.join(name), text).with_context(what)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_of_the_folder_is_inside() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/knowledge");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        let inside: Vec<&str> = ITEMS.iter().map(|(name, _)| *name).collect();
        assert_eq!(inside, names, "list the folder's files in items!");

        let written = tempfile::tempdir().unwrap();
        write(&written.path().join("knowledge")).unwrap();
        assert_eq!(std::fs::read_dir(written.path().join("knowledge")).unwrap().count(), ITEMS.len());
    }
}
