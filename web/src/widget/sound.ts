/* A short sound for a new message, made on the spot: no file to load, nothing for a page's policy to forbid. */

let context: AudioContext | undefined;

export function ring(): void {
  try {
    context ??= new AudioContext();
    const now = context.currentTime;
    const volume = context.createGain();
    volume.connect(context.destination);
    volume.gain.setValueAtTime(0.0001, now);
    volume.gain.exponentialRampToValueAtTime(0.08, now + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.5);
    const tone = context.createOscillator();
    tone.frequency.setValueAtTime(660, now);
    tone.frequency.setValueAtTime(880, now + 0.12);
    tone.connect(volume);
    tone.start(now);
    tone.stop(now + 0.5);
  } catch {
    // A browser that plays nothing before the first click.
  }
}
