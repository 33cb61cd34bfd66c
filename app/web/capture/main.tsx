import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '../theme/tokens.css'
import '../theme/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CaptureApp } from './CaptureApp.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CaptureApp />
  </StrictMode>,
)
