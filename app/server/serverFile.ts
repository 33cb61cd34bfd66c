/** `<catalog>.server.json`: tells other commands that a server holds the catalog, and where it listens. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const serverFileSchema = z.object({ pid: z.number().int(), url: z.url() })
export type ServerFile = z.infer<typeof serverFileSchema>

export const serverFileOf = (catalogPath: string): string => `${catalogPath}.server.json`

export async function writeServerFile(catalogPath: string, content: ServerFile): Promise<void> {
  const file = serverFileOf(catalogPath)
  const temporary = `${file}.${content.pid}.tmp`
  await writeFile(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600 })
  await rename(temporary, file)
}

/** Removes the file where it is still this process's own. */
export async function removeServerFile(catalogPath: string, pid: number): Promise<void> {
  const found = await readServerFile(catalogPath)
  if (found?.pid === pid) await rm(serverFileOf(catalogPath), { force: true })
}

/** Undefined where no server is running: no file, a broken one, or one whose process has ended. */
export async function readServerFile(catalogPath: string): Promise<ServerFile | undefined> {
  const text = await readFile(serverFileOf(catalogPath), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = serverFileSchema.safeParse(parseJson(text))
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
