/** Keeps the URL saying what is shown, and follows it when a person goes back, forward, or by a link inside. */
import { useEffect } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { formatMoment, parseMoment } from './urlState.ts'
import type { WorkbenchStore } from './workbenchStore.ts'

/** While it plays the URL is written this often; browsers refuse more than a few writes a second. */
const WRITE_MS = 400

export function useUrl(session: SessionDetail, player: Player, store: WorkbenchStore): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let following = false

    const write = (): void => {
      timer = undefined
      const search = formatMoment({ t: player.now(), view: store.getState() })
      if (search !== location.search) history.replaceState(history.state, '', location.pathname + search)
    }
    const schedule = (): void => {
      if (!following) timer ??= setTimeout(write, WRITE_MS)
    }
    const follow = (): void => {
      clearTimeout(timer)
      timer = undefined
      following = true
      const moment = parseMoment(location.search, session)
      store.setState(moment.view)
      player.seek(moment.t)
      following = false
    }

    const offs = [store.subscribe(schedule), player.onFrame(schedule), player.state.subscribe(schedule)]
    window.addEventListener('popstate', follow)
    window.addEventListener('pushState', follow)
    return () => {
      clearTimeout(timer)
      for (const off of offs) off()
      window.removeEventListener('popstate', follow)
      window.removeEventListener('pushState', follow)
    }
  }, [session, player, store])
}

/** Puts a link to exactly this moment on the clipboard. */
export function copyMomentLink(player: Player, store: WorkbenchStore): Promise<void> {
  const search = formatMoment({ t: player.now(), view: store.getState() })
  return navigator.clipboard.writeText(location.origin + location.pathname + search)
}
