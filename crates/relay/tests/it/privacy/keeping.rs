//! How long things are kept.

use super::canaries::{self, Canaries, files_with};
use crate::harness::{Scene, Settings};
use std::path::PathBuf;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn rows(scene: &Scene, table: &str) -> u32 {
    scene.database().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_touched_for_as_long_as_the_site_keeps_it_is_deleted() {
    let scene = Scene::of(Settings::default().of_site("retention_days = 30")).await;
    let Canaries { visitor, .. } = Canaries::of(&scene).await;
    scene.leap(DAY * 20);
    let mut kept = scene.visitor().await;
    kept.asks("When are you open?").await;
    scene.leap(DAY * 9);
    scene.core().delete_old(scene.core().sites.by_name("shop").unwrap()).await.unwrap();
    assert_eq!(rows(&scene, "conversation"), 2, "not a day too early");
    scene.leap(DAY * 2);
    scene
        .leaping("the old one is gone", Duration::from_secs(60), || (rows(&scene, "conversation") == 1).then_some(()))
        .await;
    scene.leaping("its visitor is gone", Duration::from_secs(1), || (rows(&scene, "visitor") == 1).then_some(())).await;
    scene.core().store.scrub().await.unwrap();
    for canary in canaries::ALL {
        assert_eq!(files_with(scene.data(), canary), Vec::<PathBuf>::new(), "{canary:?}");
    }
    for table in ["event", "file", "link", "session"] {
        let of_it = format!("SELECT count(*) FROM {table} WHERE conversation = ?1");
        let left: u32 =
            scene.database().query_row(&of_it, [visitor.conversation().as_str()], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
    kept.vanish();
    kept.connect().await;
    assert_eq!(kept.lines().len(), 2, "the younger one is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_keeps_things_for_ever_does() {
    let scene = Scene::of(Settings::default()).await;
    let mut visitor = scene.visitor().await;
    visitor.asks("When are you open?").await;
    scene.leap(DAY * 4_000);
    let site = scene.core().sites.by_name("shop").unwrap();
    assert_eq!(scene.core().delete_old(site).await.unwrap(), 0);
    assert_eq!(rows(&scene, "conversation"), 1);
}
