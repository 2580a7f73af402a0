"""The page at `/` of a process without the console: what this is, and where to go."""

LANDING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

LANDING_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sluice</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 17px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 10vh auto; padding: 0 1.5rem; }
  h1 { font-size: 2.2rem; margin-bottom: 0; }
  pre { padding: 1rem; overflow-x: auto; border-radius: 8px;
        background: color-mix(in srgb, currentColor 8%, transparent); }
  code { font: 0.9em/1.5 ui-monospace, monospace; }
  dt { font-weight: 600; margin-top: 1rem; }
  dd { margin-left: 0; }
</style>
</head>
<body>
<h1>Sluice</h1>
<p>A backend for sales funnels that each tenant configures instead of coding. It is running.
The web console was not built with it: install Node.js 20 or newer and start it by <code>make run</code>.
Everything can be done through GraphQL.</p>
<dl>
  <dt><a href="/graphql">/graphql</a></dt>
  <dd>GraphiQL in a browser (it loads its scripts from unpkg.com), the API for everything else. Put
  <code>{"Authorization": "Bearer &lt;key&gt;"}</code> under <em>Headers</em> to see your own
  GraphQL schema.</dd>
  <dt><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></dt>
  <dd>Whether the process lives, and whether it can answer.</dd>
</dl>
<p>The demo tenant's key stands in <code>demo.json</code> in the data folder. A tenant of your own is one
mutation away:</p>
<pre><code>mutation {
  signUp(input: {
    email: "you@example.com", password: "a long password",
    name: "You", tenantName: "Your company"
  }) { token tenant { slug } errors { code message hint } }
}</code></pre>
</body>
</html>
"""
