import { TopBar } from '../widgets/TopBar.tsx'
export function ExportsPlace() {
  return <TopBar />
}
