/** A page with the stage and the transport alone, for judging playback without the rest of the workbench. */
import '@mantine/core/styles.css'
import '@fontsource-variable/inter/index.css'
import '../../../../app/web/theme/tokens.css'
import '../../../../app/web/theme/global.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createPlayer } from '../../../../app/web/playback/player.ts'
import type { Player } from '../../../../app/web/playback/player.types.ts'
import { Stage } from '../../../../app/web/playback/Stage.tsx'
import { createStageStore } from '../../../../app/web/playback/stageStore.ts'
import { TransportBar } from '../../../../app/web/playback/TransportBar.tsx'
import { theme, variables } from '../../../../app/web/theme/mantineTheme.ts'
import { firstView } from '../../../../app/web/workbench/workbenchState.ts'
import { createWorkbenchStore } from '../../../../app/web/workbench/workbenchStore.ts'
import type { SessionDetail } from '../../../../core/protocol/index.ts'
import { createOffered, type OfferedRendition } from './offeredRenditions.ts'
import { micros } from '../../../../core/time/index.ts'

interface Served {
  readonly session: SessionDetail
  readonly mediaOrigin: string
  readonly renditions?: readonly OfferedRendition[]
}

function Page({ session, player }: { readonly session: SessionDetail; readonly player: Player }) {
  const [store] = useState(() => createWorkbenchStore(firstView(session)))
  const [stage] = useState(createStageStore)
  const segment = { start: micros(4e6), end: micros(6.5e6) }
  return (
    <>
      <main style={{ flex: 1, minHeight: 0 }}>
        <Stage session={session} player={player} store={store} stage={stage} />
      </main>
      <TransportBar session={session} player={player} segment={segment} onExport={() => undefined} />
    </>
  )
}

const response = await fetch('/api/playback-session')
const { session, mediaOrigin, renditions: held } = (await response.json()) as Served
const renditions = held && createOffered(held, mediaOrigin)
const player = createPlayer(session, { mediaOrigin, renditions })
player.state.subscribe(({ idle }) => {
  document.documentElement.dataset.idle = String(idle)
})
Object.assign(window, { lockstep: { player, session }, offered: renditions })
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme="dark">
      <Page session={session} player={player} />
    </MantineProvider>
  </StrictMode>,
)
