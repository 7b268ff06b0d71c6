/* A moment as a field for day and time takes it. */

/** As `2026-11-24T09:00`, in the time of whoever looks. */
export function localInput(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
