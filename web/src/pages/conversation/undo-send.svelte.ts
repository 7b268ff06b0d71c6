/* How long a reply waits before it goes out, so that it can be taken back; kept in this browser. */

const SETTING = 'rapport.undo-send';

/** What can be chosen, in seconds. */
export const UNDO_SECONDS = [0, 3, 5, 10, 20] as const;
const USUAL = 5;

class UndoSend {
  seconds = $state(read());

  set(seconds: number): void {
    this.seconds = seconds;
    localStorage.setItem(SETTING, String(seconds));
  }
}

function read(): number {
  const kept = Number(localStorage.getItem(SETTING) ?? USUAL);
  return UNDO_SECONDS.find((one) => one === kept) ?? USUAL;
}

export const undoSend = new UndoSend();
