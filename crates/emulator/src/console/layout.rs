//! The frame of every page.

use crate::sunco::markup::escape;

pub(super) fn page(title: &str, kind: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Agent console</title>
<link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/console/assets/console.css">
<script src="/console/assets/console.js" defer></script>
</head>
<body data-page="{kind}">
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="home" href="/console">Agent console</a>
<span class="hint">Zendesk stand-in, on this machine only</span>
<span class="link-state" id="link-state" role="status" data-state="connecting">Connecting…</span>
</header>
<div id="notices" class="notices" role="log" aria-live="polite" aria-label="New messages"></div>
<main id="main">
{body}
</main>
</body>
</html>
"##
    )
}
