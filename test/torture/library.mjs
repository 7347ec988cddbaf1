// Owns what a torture page needs of each library. shepherd.js and intro.js are under the AGPL: they are measured here, in
// development, and no file of theirs is part of anything that is shipped.
import { bundle } from '../bench/bundle.mjs'

export const OURS = 'foothold'
/** Names as they stand in the address of a page. */
export const PEERS = ['driver.js', 'shepherd.js']

const tags = (name) => `<link rel="stylesheet" href="/${name}/library.css"><script type="module" src="/${name}/library.js"></script>`

/** Bundles one peer with what drives it. @returns `{ head, files }` */
export async function peer(name) {
  const { files } = await bundle({ entry: `test/torture/peer/${name.replace('.js', '')}.mjs` }, { split: true })
  return { head: tags(name), files: { 'library.js': files['entry.js'], 'library.css': files['entry.css'] } }
}
