// Deletes are held in the page for ten seconds, and sent then. Closing the tab sends nothing.
import { type Place, remove } from "../../records";

const HELD = 10_000;

export class Deletes {
  private readonly held = new Map<string, { at: Place; until: number }>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: () => void,
    private readonly done: (at: Place, ids: string[], error: unknown) => void,
  ) {}

  get size() {
    return this.held.size;
  }

  hold(at: Place, ids: string[]) {
    const until = Date.now() + HELD;
    ids.forEach((id) => this.held.set(this.key(at, id), { at, until }));
    this.tick();
  }

  undo() {
    this.held.clear();
    this.tick();
  }

  left(at: Place, id: string): number | null {
    const held = this.held.get(this.key(at, id));
    return held ? Math.max(0, Math.ceil((held.until - Date.now()) / 1000)) : null;
  }

  stop() {
    clearTimeout(this.timer);
    this.held.clear();
  }

  private key(at: Place, id: string) {
    return `${at.stage}/${at.model}/${id}`;
  }

  private tick() {
    clearTimeout(this.timer);
    this.send();
    this.changed();
    if (this.held.size > 0) this.timer = setTimeout(() => this.tick(), 250);
  }

  private send() {
    const due = new Map<string, { at: Place; ids: string[] }>();
    for (const [key, { at, until }] of this.held) {
      if (until > Date.now()) continue;
      this.held.delete(key);
      const place = `${at.stage}/${at.model}`;
      if (!due.has(place)) due.set(place, { at, ids: [] });
      due.get(place)!.ids.push(key.slice(place.length + 1));
    }
    for (const { at, ids } of due.values()) {
      for (let from = 0; from < ids.length; from += 100) {
        const some = ids.slice(from, from + 100);
        remove(at, some).then(
          () => this.done(at, some, null),
          (error) => this.done(at, some, error),
        );
      }
    }
  }
}
