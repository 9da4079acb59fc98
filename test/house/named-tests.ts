import type { Law } from './laws.ts'

/** A path, or the name alone; what follows `*` is part of a pattern. */
const NAMED = /(?<![\w*/.-])\w[\w/.-]*\.test\.ts\b/g

/** Documents and comments say which test shows a thing: a reader must find it there. Samples are tests' own. */
export const namedTestsAreThere: Law = (files) => {
  const paths = files.map(({ path }) => `/${path}`)
  return files
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(NAMED)]
        .filter(([name]) => !paths.some((one) => one.endsWith(`/${name}`)))
        .map(([name]) => `${path} names ${name}`),
    )
}
