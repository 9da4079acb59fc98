/**
 * Splits what comes in pieces into lines. Of one that does not end no more is kept than `longest`
 * characters: another program decides when it ends.
 * @param onLine told of each line, and whether it was longer than what is left of it
 */
export function eachLine(
  longest: number,
  onLine: (line: string, isCut: boolean) => void,
): (piece: string) => void {
  let kept: string[] = []
  let size = 0
  let isCut = false
  const keep = (text: string): void => {
    const taken = text.slice(0, longest - size)
    isCut ||= taken.length < text.length
    size += taken.length
    if (taken !== '') kept.push(taken)
  }
  return (piece) => {
    for (const [index, text] of piece.split('\n').entries()) {
      if (index > 0) {
        const line = kept.join('')
        const wasCut = isCut
        kept = []
        size = 0
        isCut = false
        onLine(line, wasCut)
      }
      keep(text)
    }
  }
}
