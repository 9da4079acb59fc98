import { test as base } from 'vitest'
import { type FederatedScene, startFederatedScene } from './federation/start-federated-scene.ts'
import { type Scene, startScene } from './start-scene.ts'

/** The scene of the test that runs, or of its file: what a fixture below has started last. */
export let scene: Scene
/** The same of `federatedTest`. */
export let federatedScene: FederatedScene

/** Starts a scene before each test, before its hooks too, and closes it after the test. */
export const test = base.extend<{ ownScene: Scene }>({
  ownScene: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads here what a fixture needs
    async ({}, use) => {
      scene = await startScene()
      await use(scene)
      await scene.stop()
    },
    { auto: true },
  ],
})

/** One scene for the whole file: for tests that leave alone what others of the file look at. */
export const sharedTest = base.extend<{ $file: { sharedScene: Scene } }>({
  sharedScene: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads here what a fixture needs
    async ({}, use) => {
      scene = await startScene()
      await use(scene)
      await scene.stop()
    },
    { auto: true, scope: 'file' },
  ],
})

/** `test` with an identity provider behind the connection `acme-sso`. */
export const federatedTest = base.extend<{ ownFederatedScene: FederatedScene }>({
  ownFederatedScene: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads here what a fixture needs
    async ({}, use) => {
      federatedScene = await startFederatedScene()
      await use(federatedScene)
      await federatedScene.stop()
    },
    { auto: true },
  ],
})
