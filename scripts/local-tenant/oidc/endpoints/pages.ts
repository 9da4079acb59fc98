import { type Html, html } from '../../html.ts'
import type { HttpContext } from '../front.ts'

export function renderErrorPage(ctx: HttpContext, error: string, description?: string): void {
  if (ctx.status < 400 || ctx.status >= 500) ctx.status = 400
  if (ctx.status === 404) ctx.status = 400
  renderPage(
    ctx,
    'Oops!, something went wrong',
    html`<p role="alert">${description ?? 'The request was refused.'}</p>
<p><code>${error}</code></p>`,
  )
}

export function renderPage(ctx: HttpContext, title: string, content: Html): void {
  ctx.type = 'html'
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Referrer-Policy', 'no-referrer')
  ctx.set('X-Frame-Options', 'DENY')
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  ctx.body = `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`}`
}

const STYLE = html`body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1e212a}
main{max-width:24rem;margin:4rem auto;padding:2rem;background:#fff;border-radius:.5rem}
h1{font-size:1.5rem;margin-top:0}
label{display:block;margin:1rem 0 .25rem}
input{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border:1px solid #6f7780;border-radius:.25rem}
button{width:100%;margin-top:1rem;padding:.6rem;font:inherit;border:0;border-radius:.25rem;background:#2f4bd0;color:#fff}
button.quiet{background:#fff;color:#1e212a;border:1px solid #6f7780}
[role=alert]{color:#a3001b}`
