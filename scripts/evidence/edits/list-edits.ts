import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, listOf, recordOf } from '../../ground/json-value.ts'
import { layoutOf, pathIn } from '../../project/layout.ts'
import {
  environmentPath,
  idsPath,
  listEnvironments,
  RULEBOOK_PATH,
} from '../../project/load-project.ts'
import { type JsonDocument, parseDocument } from '../../project/tenant-folder/json-document.ts'
import { readTenantTexts } from '../../project/tenant-folder/tenant-texts.ts'
import { editsBetween, type JsonEdit } from './json-edit.ts'

type LocatedEdit = JsonEdit & {
  /** From the top of a clone. */
  readonly file: string
  /** In the head; in the base for what is gone. */
  readonly line: number
}

/** One thing that the change writes otherwise. A file that is no JSON is one, with its texts. */
export type Edit = LocatedEdit & {
  /** Of rulebook or environments, and not of the tenant folder. */
  readonly isOfRules: boolean
}

/** Everything that two versions of a project write otherwise for a deploy, file by file. */
export async function listEdits(base: string, head: string): Promise<readonly Edit[]> {
  const [before, after] = await Promise.all([base, head].map(readDeciding))
  if (before === undefined || after === undefined) return []
  const files = [...new Set([...before.keys(), ...after.keys()])].sort(rulesFirst)
  return files.flatMap((file) =>
    editsOfFile(file, before.get(file)?.text, after.get(file)?.text).map((edit) => ({
      ...edit,
      isOfRules: (after.get(file) ?? before.get(file))?.isOfRules === true,
    })),
  )
}

type Text = { readonly text: string; readonly isOfRules: boolean }

const rulesFirst = (one: string, other: string): number =>
  Number(other === RULEBOOK_PATH) - Number(one === RULEBOOK_PATH) || (one < other ? -1 : 1)

/** The rulebook, the environments and whatever the Deploy CLI reads, by the path in a clone. */
async function readDeciding(root: string): Promise<ReadonlyMap<string, Text>> {
  const layout = layoutOf(root)
  const environments = await listEnvironments(root)
  const rules = [RULEBOOK_PATH, ...environments.map(environmentPath), ...environments.map(idsPath)]
  const texts = await Promise.all(
    rules.map(async (file): Promise<[string, Text][]> => {
      const text = await readFile(join(root, pathIn(layout, file)), 'utf8').catch(() => null)
      return text === null ? [] : [[file, { text, isOfRules: true }]]
    }),
  )
  const { files } = await readTenantTexts(root, layout)
  const staged = [...files].map(([file, text]) => [file, { text, isOfRules: false }] as const)
  return new Map([...texts.flat(), ...staged])
}

function editsOfFile(
  file: string,
  before: string | undefined,
  after: string | undefined,
): readonly LocatedEdit[] {
  if (before === after) return []
  const [old, now] = [before, after].map((text) => parseDocument(file, text ?? '')) as [
    JsonDocument,
    JsonDocument,
  ]
  const isJson =
    (before === undefined || old.value !== undefined) &&
    (after === undefined || now.value !== undefined)
  const edits: readonly JsonEdit[] = isJson
    ? editsBetween(old.value, now.value)
    : [{ kind: 'set', path: [], before, after }]
  return edits.map((edit) => ({ ...edit, file, line: lineOf(edit, isGone(edit) ? old : now) }))
}

const isGone = (edit: JsonEdit): boolean =>
  edit.kind === 'removed' || (edit.kind === 'set' && edit.after === undefined)

function lineOf(edit: JsonEdit, { value, place }: JsonDocument): number {
  if (edit.kind === 'set') return place(edit.path).line
  const list = edit.path.reduce<unknown>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : recordOf(inner)[step]),
    value,
  )
  const wanted = canonicalJson(edit.member)
  const at = listOf(list).findIndex((member) => canonicalJson(member) === wanted)
  return place([...edit.path, at]).line
}
