import { html } from 'hono/html'
import { type Html, renderLayout } from './render-layout.ts'

/** A page of nobody in particular, for whoever gets nothing else. */
export const renderRefused = (title: string, text: string): Html =>
  renderLayout(
    { title, signedIn: null },
    html`<p>${text}</p>
<p><a href="/account">My account</a></p>`,
  )

/** The one page for what is not there, and for what is not open to whoever asks. */
export const renderNotFound = (): Html =>
  renderRefused('Not found', 'There is no such page, or it is not open to you.')

export const renderFailure = (): Html =>
  renderRefused(
    'That did not work',
    'The tenant could not be asked just now, or something is wrong here. Try again in a minute: what was begun can be done again.',
  )
