import { statSync } from 'node:fs'
import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { everyTest } from './vitest.config.ts'

/** The first failing test ends the run of a mutant, so small tables come before whole handlers. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sizeOf = ({ moduleId }: TestSpecification): number => statSync(moduleId).size
    return files.toSorted((one, other) => sizeOf(one) - sizeOf(other))
  }
}

/** What a mutant of `policies/` or `actions/` must be killed by: their own tables, and no journey. */
export default mergeConfig(
  everyTest,
  defineConfig({
    test: {
      include: ['test/**/*.test.ts'],
      exclude: [
        'test/!(actions|policies)/**',
        'test/*.test.ts',
        // Enumerations and random events: they run for seconds, and the tables must do without them.
        'test/actions/properties.test.ts',
        'test/actions/**/missing-evidence.test.ts',
        'test/**/*-exhaustive.test.ts',
        'test/**/*.proof.test.ts',
      ],
      // Stryker has a worker per mutant: a module is evaluated anew for each, and once for all files.
      isolate: false,
      sequence: { sequencer: SmallestFirst },
    },
  }),
)
