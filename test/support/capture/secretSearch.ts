/**
 * Looks for secrets where none may be: command lines, logs, pages, answers, files. A secret is found as it is, in a URL's
 * or JSON's spelling, in hexadecimal, and in base64 wherever it begins in what was encoded.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Page } from 'playwright-core'

/** By name; the name alone is told. */
export type Secrets = Readonly<Record<string, string>>

/** What was looked through, by where it was. */
export type Places = ReadonlyMap<string, string>

/** `<secret> in <place>`, of every secret and place. */
export function findSecrets(secrets: Secrets, places: Places): string[] {
  const forms = Object.entries(secrets).map(([name, value]) => ({ name, spelt: spell(value) }))
  return [...places].flatMap(([place, text]) =>
    forms.flatMap(({ name, spelt }) =>
      spelt.some((form) => text.includes(form)) ? [`${name} in ${place}`] : [],
    ),
  )
}

function spell(value: string): string[] {
  const bytes = Buffer.from(value)
  const encoded = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
    // Letters that hold bits of what stands before or after are not the secret's alone.
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor((whole.length * 8) / 6)
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)]
  })
  const json = JSON.stringify(value).slice(1, -1)
  return [...new Set([value, json, encodeURIComponent(value), bytes.toString('hex'), ...encoded])]
}

/** Every file below a folder, byte for byte, but those of the names. */
export async function readPlaces(
  folder: string,
  except: readonly string[] = [],
): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name))
  const read = files.map(async ({ parentPath, name }): Promise<[string, string]> => {
    const path = join(parentPath, name)
    return [relative(folder, path), await readFile(path, 'latin1')]
  })
  return new Map(await Promise.all(read))
}

/** The command lines of a process and of all that descend from it; nothing where there is no /proc. */
export async function readCommandLines(pid: number): Promise<Map<string, string>> {
  const parents = new Map<number, number>()
  const names = await readdir('/proc').catch(() => [])
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The second field is a name in brackets that may hold anything.
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const isOurs = (one: number | undefined): boolean =>
    one !== undefined && one > 0 && (one === pid || isOurs(parents.get(one)))
  const found = new Map<string, string>()
  for (const one of parents.keys()) {
    if (isOurs(one))
      found.set(`command ${one}`, await readFile(`/proc/${one}/cmdline`, 'latin1').catch(() => ''))
  }
  return found
}

/** All that a page is given and shows from now on; read it before the page is closed. */
export function listenToPage(page: Page, name: string): () => Promise<Map<string, string>> {
  const heard = new Map<string, string>()
  const bodies: Promise<void>[] = []
  page.on('console', (message) => heard.set(`${name}: console ${heard.size}`, message.text()))
  page.on('response', (answer) => {
    // Its end comes with the page's.
    if (answer.headers()['content-type']?.includes('event-stream') === true) return
    const body = answer.text().catch(() => '')
    bodies.push(body.then((text) => void heard.set(`${name}: ${answer.url()} ${heard.size}`, text)))
  })
  return async () => {
    heard.set(`${name}: document`, await page.content())
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    heard.set(`${name}: storage`, kept)
    await Promise.all(bodies)
    return heard
  }
}
