import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { chromium } from 'playwright-core'
import { defineCommand } from '../../scripts/commands/command.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import { CHROMIUM, CHROMIUM_FLAGS } from '../browser/launch-chromium.ts'
import { commentOfSample } from './comment-of-sample.ts'

export const COMMENT_PAGE = 'docs/diff-comment.md'
const PICTURE = 'docs/diff-comment.png'

export const picture = defineCommand({
  name: 'picture',
  summary: 'write the comment that README shows, and the picture of it',
  options: {},
  notes: ['needs git and Chromium'],
  async run(_given, { root, progress }) {
    progress('asking, and acting out')
    const comment = await commentOfSample()
    await writeFile(join(root, COMMENT_PAGE), comment)
    await writeFile(join(root, PICTURE), await pictureOf(comment))
    const written = [COMMENT_PAGE, PICTURE]
    return { exit: EXIT.ok, json: written, text: lines(`wrote ${written.join(', ')}`) }
  },
})

const STYLE = `
  body { margin: 24px; font: 14px/1.45 system-ui, sans-serif; color: #1f2328; background: #fff; width: 1232px }
  table { border-collapse: collapse; margin: 12px 0; font-size: 12px }
  td, th { border: 1px solid #d1d9e0; padding: 4px 7px; text-align: left; vertical-align: top }
  code { background: #eff1f3; border-radius: 4px; padding: 1px 3px; font-size: 11px; overflow-wrap: anywhere }
  td:has(> code:only-child) { min-width: 60px }
  ul { font-size: 12px; padding-left: 20px }
`

/** As a reviewer sees it, what is folded folded. PNG. */
async function pictureOf(comment: string): Promise<Buffer> {
  const html = micromark(comment, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_FLAGS] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 600 } })
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${html}`)
    return await page.screenshot({ fullPage: true })
  } finally {
    await browser.close()
  }
}
