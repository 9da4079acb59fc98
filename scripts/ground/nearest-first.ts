/** The candidates, those first that `word` is most likely a misspelling of. */
export const nearestFirst = (word: string, candidates: readonly string[]): readonly string[] =>
  candidates.toSorted((left, right) => editDistance(word, left) - editDistance(word, right))

/** Whether it is worth asking `did you mean`: about every third letter may be wrong. */
export const isNear = (word: string, candidate: string): boolean =>
  editDistance(word, candidate) <= Math.max(2, Math.floor(word.length / 3))

/** Letters to insert, remove or replace (Levenshtein); small and large letters are the same. */
function editDistance(from: string, to: string): number {
  const [source, target] = [from.toLowerCase(), to.toLowerCase()]
  let above = Array.from({ length: target.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...source].entries()) {
    const line = [row + 1]
    for (const [column, other] of [...target].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1)
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
