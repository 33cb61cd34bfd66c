import { TopBar } from '../widgets/TopBar.tsx'
export function QueryPlace() {
  return <TopBar />
}
