/** The only style sheet: no page holds a style of its own, so that the policy allows none. */
export const PORTAL_STYLE = `:root {
  color-scheme: light dark;
  --text: #1b1b1f; --ground: #ffffff; --quiet: #55555e; --line: #8a8a94; --accent: #1d4f91;
  --on-accent: #ffffff; --danger: #a31621; --good: #14602f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #ececf1; --ground: #17171b; --quiet: #b4b4bf; --line: #7c7c88; --accent: #9cc3ff;
    --on-accent: #10131a; --danger: #ff9a9a; --good: #8fdcab;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
header { border-bottom: 1px solid var(--line); padding: 0.75rem 0; }
header p { margin: 0; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0; padding: 0; }
nav a, .skip { display: inline-block; padding: 0.5rem 0; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
a { color: var(--accent); }
a[aria-current] { font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: 0.25rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
ul.cards { list-style: none; padding: 0; }
ul.cards > li { border-top: 1px solid var(--line); padding: 0.75rem 0; }
ul.cards p { margin: 0; }
label { display: block; font-weight: 600; }
input, select { width: 100%; max-width: 28rem; }
input[type=checkbox] { width: 1.25rem; min-height: 1.25rem; vertical-align: middle; }
h3 { font-size: 1rem; margin-bottom: 0; }
input, select, button {
  min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: 0.375rem;
}
option { color: var(--text); background: var(--ground); }
button { background: var(--accent); border-color: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet { background: transparent; color: var(--accent); }
button.danger { background: transparent; border-color: var(--danger); color: var(--danger); }
ul.cards .row { display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
form { margin: 0.75rem 0; }
form > p { margin: 0 0 0.5rem; }
.fault { color: var(--danger); }
fieldset { border: 1px solid var(--line); border-radius: 0.375rem; margin: 0 0 0.5rem; max-width: 28rem; }
legend { font-weight: 600; }
.quiet { color: var(--quiet); }
.notice { border-left: 0.25rem solid var(--good); padding: 0.25rem 0.75rem; }
.notice.refusal { border-color: var(--danger); }
`
