import lucene, { type NodeRangedTerm, type NodeTerm } from 'lucene'
import type { JsonObject } from '../store.ts'
import { invalidQuery } from './management-error.ts'
import { isInRange, isWildcardMatch, valuesAt } from './search-values.ts'

export type SearchRules = {
  /** Where a word without a field is looked for. */
  readonly bareFields: readonly string[]
  /** Whether upper and lower case are the same in a field. */
  readonly ignoresCase: (field: string) => boolean
  /** Fields of which Auth0 knows exact values alone. */
  readonly isExactOnly: (field: string) => boolean
}

type Test = (item: JsonObject) => boolean
type Clause = { occurs: 'should' | 'must' | 'must-not'; readonly test: Test }
/** Of the parser's tree; its types leave out what stands in parentheses. */
type Tree = {
  readonly start?: string
  readonly field?: string
  readonly parenthesized?: true
  readonly left?: Tree
  readonly operator?: string
  readonly right?: Tree
}
type Reading = { readonly text: string; readonly rules: SearchRules }

const IMPLICIT = '<implicit>'
const EXISTS = '_exists_'
const NEGATED = /^[-!]/
const DEEPEST = 4
const LONGEST = 2_000
/** A word of one or two letters at the end is too little to look for. */
const FEWEST_AFTER_WILDCARD = 3

/**
 * Lucene's syntax as Auth0 takes it: fields, phrases, `AND`, `OR`, `NOT`, `-`, parentheses, ranges, `*` and
 * `_exists_`. Whatever else Lucene knows is refused, so that nobody mistakes an unsupported query for an
 * empty answer.
 * @throws ManagementError 400 `invalid_query_string`
 */
export function parseSearchQuery(text: string, rules: SearchRules): Test {
  return readTree(parse(text), IMPLICIT, { text, rules })
}

function parse(text: string): Tree {
  // The parser takes an operator at the end for nothing, and tries for minutes what is nested and not closed.
  const endsOpen = /^\s*$|(?:^|\s)(?:AND|OR|NOT|&&|\|\|)\s*$/.test(text)
  if (endsOpen || depthOf(text) > DEEPEST || text.length > LONGEST) throw refused(text)
  try {
    return lucene.parse(text) as Tree
  } catch {
    throw refused(text)
  }
}

/** Of parentheses; those in a phrase count, too. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const letter of text) {
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

const refused = (text: string) =>
  invalidQuery(`'[local tenant] Unsupported query syntax: ${text}' on property q.`)

/** @param around field before the parentheses around, if there are any */
function readTree(tree: Tree, around: string, reading: Reading): Test {
  const field = fieldOf(tree, around)
  if (tree.left === undefined) return readLeaf(tree as NodeTerm | NodeRangedTerm, field, reading)
  const test = allOf(readClauses(tree, field.replace(NEGATED, ''), reading))
  const isNegated = field !== around && NEGATED.test(field)
  return isNegated ? (item) => !test(item) : test
}

const fieldOf = ({ field = IMPLICIT }: Tree, around: string): string =>
  field === IMPLICIT ? around : field

/** The tree leans to the right: each node holds a clause, and the rest of its chain. */
function readClauses(tree: Tree, field: string, reading: Reading): readonly Clause[] {
  const clauses: Clause[] = []
  let operator = tree.start
  for (let rest: Tree | undefined = tree; rest !== undefined; ) {
    const isChain: boolean = rest === tree || rest.parenthesized !== true
    const clause: Tree = (isChain ? rest.left : undefined) ?? rest
    addClause(clauses, operator, readTree(clause, field, reading))
    const next: Tree | undefined = clause === rest ? undefined : rest.right
    operator = rest.operator
    rest = next
  }
  return clauses
}

/** `AND` demands what stands on both of its sides, also where `OR` stands beside one of them. */
function addClause(clauses: Clause[], operator = '', test: Test): void {
  const isAnd = /AND|&&/.test(operator)
  const previous = clauses.at(-1)
  if (isAnd && previous?.occurs === 'should') previous.occurs = 'must'
  clauses.push({ occurs: /NOT|!/.test(operator) ? 'must-not' : isAnd ? 'must' : 'should', test })
}

function allOf(clauses: readonly Clause[]): Test {
  const testsOf = (occurs: Clause['occurs']) =>
    clauses.filter((clause) => clause.occurs === occurs).map(({ test }) => test)
  const [must, mustNot, should] = [testsOf('must'), testsOf('must-not'), testsOf('should')]
  return (item) =>
    must.every((test) => test(item)) &&
    !mustNot.some((test) => test(item)) &&
    (must.length > 0 || should.length === 0 || should.some((test) => test(item)))
}

function readLeaf(leaf: NodeTerm | NodeRangedTerm, named: string, reading: Reading): Test {
  const prefix = 'prefix' in leaf ? (leaf.prefix ?? '') : ''
  if (/^\+/.test(named + prefix)) throw refused(reading.text)
  const field = named.replace(NEGATED, '')
  const test = 'term_min' in leaf ? readRange(leaf, field, reading) : readTerm(leaf, field, reading)
  const isNegated = NEGATED.test(named) || NEGATED.test(prefix)
  return isNegated ? (item) => !test(item) : test
}

function readRange(range: NodeRangedTerm, field: string, { text, rules }: Reading): Test {
  if (field === IMPLICIT || field === EXISTS || rules.isExactOnly(field)) throw refused(text)
  return (item) => valuesAt(item, field).some((value) => isInRange(value, range))
}

function readTerm(leaf: NodeTerm, field: string, { text, rules }: Reading): Test {
  const { term, quoted, regex, similarity, boost } = leaf
  const isPlain = quoted || !/^[<>]|(?<!\\)\?/.test(term)
  // As of `similarity`: of a term, or of a phrase.
  const { proximity } = leaf as { proximity?: number | null }
  const extras = [similarity, boost, proximity].filter((one) => typeof one === 'number')
  if (regex || extras.length > 0 || !isPlain) throw refused(text)
  if (field === EXISTS) return (item) => valuesAt(item, unescaped(term)).length > 0
  const isWild = !quoted && /(?<!\\)\*/.test(term)
  const fields = field === IMPLICIT ? rules.bareFields : [field]
  if (isWild && (isTooShort(term) || fields.some(rules.isExactOnly))) throw refused(text)
  return (item) =>
    fields.some((name) => {
      const folded = (one: string) => (rules.ignoresCase(name) ? one.toLowerCase() : one)
      const wanted = folded(term)
      return valuesAt(item, name).some((value) =>
        isWild ? isWildcardMatch(folded(value), wanted) : folded(value) === unescaped(wanted),
      )
    })
}

const unescaped = (term: string): string => term.replace(/\\(.)/g, '$1')

/**
 * @fact After a wildcard at the beginning three letters are the fewest; `*` alone is no such one. (Auth0
 * docs, user search query syntax; read 2026-12-02)
 */
const isTooShort = (term: string): boolean =>
  term !== '*' && term.startsWith('*') && term.replaceAll('*', '').length < FEWEST_AFTER_WILDCARD
