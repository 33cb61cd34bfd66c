/** Run as a process: opens a catalog, says so, and holds it until its standard input ends. */
import { openCatalog } from '../../../core/catalog/catalog.ts'

const catalog = await openCatalog(process.argv[2]!, { create: true })
process.stdout.write('open\n')
process.stdin.resume().once('end', () => void catalog.close())
