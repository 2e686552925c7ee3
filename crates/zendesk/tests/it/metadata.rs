use baton_zendesk::Metadata;
use baton_zendesk::limits::METADATA_MAX;
use serde_json::json;

#[test]
fn nulls_and_nested_values_are_passed_over_and_never_written() {
    let metadata: Metadata =
        serde_json::from_value(json!({"a": "x", "b": null, "c": {"d": 1}, "e": [1], "f": true, "g": 2.5, "h": 7}))
            .unwrap();
    assert_eq!(serde_json::to_value(&metadata).unwrap(), json!({"a": "x", "f": true, "g": 2.5, "h": 7}));
    for nothing in [json!(null), json!("text"), json!([])] {
        assert!(serde_json::from_value::<Metadata>(nothing).unwrap().is_empty());
    }
}

#[test]
fn its_size_is_that_of_its_json() {
    let metadata = Metadata::new().with("ä", "\"").with("n", 1);
    assert_eq!(metadata.size(), r#"{"n":1,"ä":"\""}"#.len());
    let room = METADATA_MAX - r#"{"k":""}"#.len();
    assert!(Metadata::new().with("k", "x".repeat(room)).fits());
    assert!(!Metadata::new().with("k", "x".repeat(room + 1)).fits());
}
