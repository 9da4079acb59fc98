import { asFarAs } from '../../gateway/not-compared.ts'
import { roomInComment } from '../../ground/printing/comment-room.ts'
import {
  blocks,
  code,
  fenced,
  joined,
  type Markdown,
  markdown,
  prose,
  table,
} from '../../ground/printing/markdown.ts'
import { type Detail, detailsOf } from './change-details.ts'
import type { Change, Plan } from './plan.ts'
import { diffOf, summary } from './render-plan.ts'

const MOST_DIFF_LINES = 400

export type CallPlan = (rest?: string) => string

/**
 * The plan for a pull-request comment. What does not fit is left out whole, row by row and code by
 * code, and counted at the end.
 * @param call how the plan is asked for again, where all of it is
 */
export function renderMarkdown(plan: Plan, call: CallPlan): Markdown {
  const { environment, domain, changes, refusals, notes } = plan
  const room = roomInComment()
  const head = [markdown`### Plan for ${environment} at ${domain}`, headline(plan)]
  head.forEach(room.takes)
  const warnings = refusals.map(renderRefusal).filter(room.takes)
  const remarks = notes.map((note) => markdown`- ${note}`).filter(room.takes)
  const rows = changes.map(rowOf).filter((row) => room.takes(joined(row, markdown` | `)))
  const codes = changes.flatMap((change) => codeOf(change, call))
  const shownCodes = codes.filter(room.takes)
  return blocks(
    ...head,
    ...warnings,
    ...(rows.length === 0 ? [] : [table(['', 'what', 'how'], rows)]),
    ...shownCodes,
    ...(remarks.length === 0 ? [] : [joined(remarks, markdown`\n`)]),
    ...leftOut(call, [
      ['refusals', refusals.length - warnings.length],
      ['changes', changes.length - rows.length],
      ['pieces of code', codes.length - shownCodes.length],
      ['notes', notes.length - remarks.length],
    ]),
  )
}

/** Holds as far as that of `renderPlan`: what was not compared is not said to be as git says. */
const headline = ({ domain, changes, refusals, notes }: Plan): Markdown =>
  changes.length === 0 && refusals.length === 0
    ? markdown`Nothing to do: ${code(domain)} is as git says${prose(asFarAs(notes))}.`
    : markdown`**${prose(summary(changes))}**`

const renderRefusal = ({ code: id, message, fix }: Plan['refusals'][number]): Markdown =>
  markdown`> [!CAUTION]
> ${id}: ${message}
> fix: ${fix}`

function rowOf(change: Change): readonly Markdown[] {
  const details = [
    ...detailsOf(change).map(inMarkdown),
    ...change.notes.map((note) => markdown`note: ${note}`),
  ]
  return [
    prose(change.kind),
    code(`${change.type}/${change.name}`),
    joined(details, markdown`<br>`),
  ]
}

const inMarkdown = (detail: Detail): Markdown =>
  joined(
    detail.map((part) => (typeof part === 'string' ? prose(part) : code(part.text))),
    markdown``,
  )

function codeOf(change: Change, call: CallPlan): readonly Markdown[] {
  const { shown, rest } = diffOf(change, MOST_DIFF_LINES)
  if (shown.length === 0) return []
  return [
    blocks(
      markdown`#### Code of ${change.name}`,
      markdown`<details><summary>what differs</summary>`,
      fenced('diff', shown.join('\n')),
      markdown`</details>`,
      ...(rest === 0
        ? []
        : [
            markdown`**${prose(`${rest} more lines`)}** of this code are not shown here: ${code(call('--json'))} has all of them.`,
          ]),
    ),
  ]
}

function leftOut(
  call: CallPlan,
  counts: readonly (readonly [string, number])[],
): readonly Markdown[] {
  const missing = counts.filter(([, count]) => count > 0)
  if (missing.length === 0) return []
  const list = missing.map(([what, count]) => `${count} ${what}`).join(', ')
  return [
    markdown`**Cut off:** ${prose(list)} did not fit into a comment and are not shown here. ${code(call())} has all of them.`,
  ]
}
