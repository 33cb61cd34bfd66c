export function SessionsPlace() {
  return <main>Sessions</main>
}
