import {
  applyEdits,
  type FormattingOptions,
  findNodeAtLocation,
  type JSONPath,
  modify,
  parseTree,
} from 'jsonc-parser'
import { guardedTrigger } from '../bundle/bundle-action.ts'
import type { ActionSource } from '../check/action-source.ts'
import { isObject, jsonOf, listOf, recordOf, textOf } from '../ground/json-value.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { placeGuard } from './place-guard.ts'

/**
 * A file of bindings with the guard bound wherever it is not yet. Theirs keep their order and their lines.
 * @param text null where there is no such file
 * @throws UserFault for a file that is not JSON
 */
export function bindGuards(
  file: string,
  text: string | null,
  actions: readonly ActionSource[],
): string {
  let written = text ?? '{}\n'
  if (!isObject(jsonOf(written))) throw new UserFault([notJson(file)])
  const formattingOptions = formattingOf(written)
  for (const guard of actions.filter(({ isGuard }) => isGuard)) {
    const { name } = guard
    const trigger = guardedTrigger(name)
    if (trigger === null) continue
    const list = recordOf(jsonOf(written))[trigger]
    const bound = listOf(list).map((one) => textOf(recordOf(one).action_name))
    if (bound.includes(name)) continue
    const binding = { action_name: name, display_name: name }
    const { index } = placeGuard(trigger, bound, actions, guard)
    written =
      bound.length === 0
        ? applyEdits(written, modify(written, [trigger], [binding], { formattingOptions }))
        : insertAt(written, [trigger], index, binding)
  }
  return written
}

/** Puts an item into a list that has some, and leaves the lines of the others alone. */
function insertAt(text: string, list: JSONPath, index: number, item: object): string {
  const tree = parseTree(text)
  const items = (tree === undefined ? undefined : findNodeAtLocation(tree, list))?.children ?? []
  const next = items[index]
  const neighbour = next ?? items.at(-1)
  if (neighbour === undefined) throw new Error('an empty list has no neighbours')
  const lineStart = text.lastIndexOf('\n', neighbour.offset) + 1
  const indent = text.slice(lineStart, neighbour.offset)
  const gap = /^\s*$/.test(indent) ? `${eolOf(text)}${indent}` : ' '
  const written = JSON.stringify(item)
    .replace(/([{,:])"/g, '$1 "')
    .replace(/"}/g, '" }')
  const at = next?.offset ?? neighbour.offset + neighbour.length
  const put = next === undefined ? `,${gap}${written}` : `${written},${gap}`
  return text.slice(0, at) + put + text.slice(at)
}

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

/** As the file is indented, and ends its lines. */
export function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: eolOf(text),
  }
}

const notJson = (file: string): Fault => ({
  code: 'json_invalid',
  message: `\`${file}\` is not JSON as it stands, so that nothing can be bound in it`,
  fix: 'put keywords that stand bare there into quotes, or mend the syntax',
})
