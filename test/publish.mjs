// Owns publishing to a collector over HTTP, as tests do that have their guides in hand. It must not know what is in them.

/**
 * Publishes guides and a model, instead of all that was there.
 *
 * @param {{ url: string, adminKey: string }} collector
 * @param {readonly object[]} files - each with `path` and `text`, or a guide or model itself.
 * @returns {Promise<{ ok: boolean, body: any }>} what the collector says.
 */
export async function publish({ url, adminKey }, files) {
  const answer = await fetch(`${url}/admin/v1/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files: files.map((file) => ('text' in file ? file : { path: `${file.key ?? 'model'}.json`, text: JSON.stringify(file) })) }),
  })
  return { ok: answer.ok, body: await answer.json() }
}
