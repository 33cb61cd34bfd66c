/** In the room: the people, one's own devices, the chat, and what stands in the way. */
import { Button, UnstyledButton } from '@mantine/core'
import {
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
  IconVolume,
} from '@tabler/icons-react'
import { useCallback, useRef, useState, type ComponentType, type Ref } from 'react'
import { useStore } from 'zustand'
import type { JoinCard } from '../../../../capture/model/api.types.ts'
import { Notice } from '../../widgets/Notice.tsx'
import bar from '../../widgets/topBar.module.css'
import { CaptureBar } from '../CaptureBar.tsx'
import { QualityBars } from '../live/QualityBars.tsx'
import { TileGrid } from '../live/TileGrid.tsx'
import { useOpened } from '../useOpened.ts'
import { QUALITY_WORDS } from '../wall/roomWords.ts'
import { ChatPanel } from './ChatPanel.tsx'
import { TROUBLE_WORDS, type Words } from './joinWords.ts'
import { joinRoom, type LiveChoice, type LiveRoom } from './liveRoom.ts'
import { useWakeLock } from './useWakeLock.ts'
import classes from './inRoom.module.css'

interface InRoomProps {
  readonly code: string
  readonly card: JoinCard
  readonly choice: LiveChoice
  readonly onEnd: (why: Words) => void
}

/** Others: they are, oneself is not. */
const RECORDED_WORDS = { self: 'Being recorded', others: 'Others are being recorded' }

const LEFT: Words = {
  title: 'You have left the room',
  text: 'Your camera and microphone are off. You can close this page.',
}

export function InRoom({ code, card, choice, onEnd }: InRoomProps) {
  useWakeLock()
  const live = useOpened(useCallback(() => joinRoom({ code, choice, onEnd }), [code, choice, onEnd]))
  return live === undefined ? null : <Shown live={live} card={card} onLeave={() => onEnd(LEFT)} />
}

interface ShownProps {
  readonly live: LiveRoom
  readonly card: JoinCard
  readonly onLeave: () => void
}

function Shown({ live, card, onLeave }: ShownProps) {
  const state = useStore(live.state)
  const [isChatOpen, setIsChatOpen] = useState(false)
  const [readCount, setReadCount] = useState(0)
  const unread = isChatOpen ? 0 : state.chat.length - readCount
  const toggleChat = (): void => {
    setReadCount(state.chat.length)
    setIsChatOpen(!isChatOpen)
  }
  const chatButton = useRef<HTMLButtonElement>(null)
  const closeChat = (): void => {
    toggleChat()
    chatButton.current?.focus()
  }
  return (
    <>
      <CaptureBar
        aside={
          <>
            {/* Heard too when it begins. */}
            <span role="status">
              {state.recorded !== undefined && (
                <span className={classes.recorded}>{RECORDED_WORDS[state.recorded]}</span>
              )}
            </span>
            <span className={classes.quality}>
              <QualityBars quality={state.quality} />
              <span aria-hidden>{QUALITY_WORDS[state.quality]}</span>
            </span>
          </>
        }
      >
        <h1 className={`${bar.brand} cut ${classes.heading}`}>{card.title || card.room}</h1>
      </CaptureBar>
      <main className={classes.place} data-chat={isChatOpen}>
        <section className={classes.stage} aria-label="The room" tabIndex={0}>
          <Notes live={live} state={state} />
          <TileGrid tiles={state.tiles} isHeard />
          {state.phase === 'connected' && state.tiles.length < 2 && (
            <p className={classes.alone}>Nobody else is here yet. You will see them as they come.</p>
          )}
        </section>
        {isChatOpen && <ChatPanel live={live} lines={state.chat} onClose={closeChat} />}
      </main>
      <Controls
        live={live}
        unread={unread}
        isChatOpen={isChatOpen}
        chatButton={chatButton}
        onChat={toggleChat}
        onLeave={onLeave}
      />
    </>
  )
}

function Notes({
  live,
  state,
}: {
  readonly live: LiveRoom
  readonly state: ReturnType<LiveRoom['state']['getState']>
}) {
  const { phase, waiting, problem, troubles, needsClick } = state
  return (
    <div className={classes.notes}>
      {waiting !== undefined && (
        <Notice compact tone="error" title={waiting.title}>
          {waiting.text}
        </Notice>
      )}
      {waiting === undefined && phase === 'connecting' && <Notice compact title="Connecting to the room …" />}
      {problem !== undefined && (
        <Notice
          compact
          tone="error"
          title={problem.title}
          actions={
            <Button variant="default" onClick={live.putAway}>
              Put away
            </Button>
          }
        >
          {problem.text}
        </Notice>
      )}
      {[...troubles].map((code) => (
        <Notice key={code} compact tone="error" title={TROUBLE_WORDS[code].title}>
          {TROUBLE_WORDS[code].text}
        </Notice>
      ))}
      {needsClick && (
        <Button size="md" leftSection={<IconVolume size={18} />} onClick={live.startSound}>
          Let me hear the others
        </Button>
      )}
    </div>
  )
}

interface ControlsProps {
  readonly live: LiveRoom
  readonly unread: number
  readonly isChatOpen: boolean
  readonly chatButton: Ref<HTMLButtonElement>
  readonly onChat: () => void
  readonly onLeave: () => void
}

function Controls({ live, unread, isChatOpen, chatButton, onChat, onLeave }: ControlsProps) {
  const on = useStore(live.state, (state) => state.on)
  const mayShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {})
  return (
    <footer className={classes.controls} aria-label="Your devices">
      <Control
        label="Microphone"
        Icon={on.microphone ? IconMicrophone : IconMicrophoneOff}
        isOn={on.microphone}
        onPress={() => void live.turn('microphone', !on.microphone)}
      />
      <Control
        label="Camera"
        Icon={on.camera ? IconVideo : IconVideoOff}
        isOn={on.camera}
        onPress={() => void live.turn('camera', !on.camera)}
      />
      {mayShare && (
        <Control
          label="Screen"
          Icon={on.screen ? IconScreenShareOff : IconScreenShare}
          isOn={on.screen}
          onPress={() => void live.turn('screen', !on.screen)}
        />
      )}
      <Control
        ref={chatButton}
        label={unread > 0 ? `Chat (${unread})` : 'Chat'}
        Icon={IconMessage}
        isOn={isChatOpen}
        onPress={onChat}
      />
      <UnstyledButton className={classes.control} data-leave onClick={onLeave}>
        <IconPhoneOff size={22} stroke={1.6} aria-hidden />
        Leave
      </UnstyledButton>
    </footer>
  )
}

interface ControlProps {
  readonly ref?: Ref<HTMLButtonElement>
  readonly label: string
  readonly Icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>
  readonly isOn: boolean
  readonly onPress: () => void
}

function Control({ ref, label, Icon, isOn, onPress }: ControlProps) {
  return (
    <UnstyledButton ref={ref} className={classes.control} aria-pressed={isOn} onClick={onPress}>
      <Icon size={22} stroke={1.6} aria-hidden />
      {label}
    </UnstyledButton>
  )
}
