import type { FieldChange } from '../../gateway/field-change.ts'
import { boundActions, type ResourceEffect } from '../../gateway/net-effect.ts'
import { isObject, type JsonObject, textOf } from '../../ground/json-value.ts'
import { compareCode } from './compare-code.ts'
import type { Change, ChangeOf, CodeChange } from './plan.ts'
import { deletionNotes, withMeaning } from './with-meaning.ts'

/** What a rehearsal would have done, in the words of a plan; what goes comes last. Pure. */
export const planChanges = (effects: readonly ResourceEffect[]): readonly Change[] => {
  const changes = effects.map(changeOf)
  return [
    ...changes.filter(({ kind }) => kind !== 'delete'),
    ...changes.filter(({ kind }) => kind === 'delete'),
  ]
}

function changeOf(effect: ResourceEffect): Change {
  const { kind, type, name } = effect
  if (type === 'triggers') return bindingChange(effect)
  const id = effect.root
  if (kind === 'delete') return { kind, type, name, id, notes: [...deletionNotes(type)] }
  const code = type === 'actions' ? actionCode(effect) : null
  const fields = effect.fields
    .filter(({ path }) => type !== 'actions' || path !== 'code')
    .map((field) => withMeaning(type, field))
  const both = {
    notes: [],
    fields: [...fields, ...draftOnly(effect, code, fields)],
    ...(code === null ? {} : { code }),
  }
  return kind === 'create' ? { kind, type, name, ...both } : { kind, type, name, id, ...both }
}

function bindingChange({ name, before, after }: ResourceEffect): ChangeOf<'bind'> {
  const ran = [...boundActions(before)]
  const runs = [...boundActions(after)]
  const unbound = ran.filter((action) => !runs.includes(action))
  const isSameSet = ran.length === runs.length && unbound.length === 0
  return {
    kind: 'bind',
    type: 'triggers',
    name,
    before: ran,
    after: runs,
    notes: [
      ...unbound.map((action) => `\`${action}\` no longer runs`),
      ...(isSameSet && ran.join() !== runs.join() ? ['only the order changes'] : []),
    ],
  }
}

/** What runs against what will run; of an Action whose draft is not put to use, its draft. */
function actionCode({ name, before, after, isDeployed }: ResourceEffect): CodeChange | null {
  const runs = deployedCode(before)
  const wanted = textOf(after.code)
  return compareCode(name, isDeployed || runs !== null ? runs : draftCode(before), wanted)
}

const draftCode = ({ code }: JsonObject): string | null => (typeof code === 'string' ? code : null)

const deployedCode = ({ deployed_version: deployed }: JsonObject): string | null =>
  isObject(deployed) ? textOf(deployed.code) : null

/** Nothing of what runs changes: somebody saved without deploying, or a deploy stopped. */
const draftOnly = (
  { kind, isDeployed }: ResourceEffect,
  code: CodeChange | null,
  fields: readonly FieldChange[],
): readonly FieldChange[] =>
  kind === 'update' && isDeployed && code === null && fields.length === 0
    ? [{ path: 'draft', kind: 'changed', means: 'the draft is not what is deployed' }]
    : []
