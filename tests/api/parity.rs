//! Both databases answer the same to the same request, byte for byte.

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::TestApp;

#[tokio::test]
async fn both_databases_give_the_same_bytes() {
    let (one, other) = (TestApp::start(Sqlite).await, TestApp::start(Postgres).await);
    for target in [
        "/api/v1/initiatives?limit=100",
        "/api/v1/initiatives?limit=25&include=milestones,lead_department,smart_area,translations",
        "/api/v1/initiatives?limit=100&sort=-progress,starts_on,-code&include_total=true",
        "/api/v1/initiatives?limit=100&sort=ends_on,-updated_at",
        "/api/v1/initiatives?q=smart&lang=zh-Hant",
        "/api/v1/initiatives?q=%E6%99%BA%E6%85%A7&limit=100",
        "/api/v1/initiatives?overdue=true&health=delayed,at_risk",
        "/api/v1/initiatives/trade-single-window/progress",
        "/api/v1/initiatives/trade-single-window/milestones?sort=-met_on",
        "/api/v1/milestones?limit=100",
        "/api/v1/milestones?limit=100&sort=-original_due_on",
        "/api/v1/milestones?limit=100&sort=id&lang=zh-Hans",
        "/api/v1/departments?limit=100",
        "/api/v1/smart-areas",
        "/api/v1/blueprints",
        "/api/v1/initiatives.csv?sort=-progress&lang=zh-Hant",
        "/api/v1/milestones.ndjson?sort=-met_on",
        "/api/v1/statistics",
        "/api/v1/changes?limit=100",
        "/api/v1/changes?cursor=200&limit=100&type=milestone",
    ] {
        let (one, other) = (one.client.get(target).await, other.client.get(target).await);
        assert_eq!((one.status, other.status), (200, 200), "{target}");
        assert!(one.bytes == other.bytes, "{target}:\n{}\n{}", one.text(), other.text());
        for header in ["etag", "change-cursor", "link", "content-language"] {
            assert_eq!(one.header(header), other.header(header), "{target}: {header}");
        }
    }
}
