// The state of the emulator: profile, faults, clock, tokens, limits.
import { useEffect } from "preact/hooks";
import { call } from "./api";
import { shared } from "./shared";

export type Value = boolean | number | string | string[];

export interface Fault {
  id: number;
  json: string;
  fault: { effect: string | Record<string, string | number>; method?: string; path?: string; skip?: number; times?: number; probability?: number; seed?: number };
  met: number;
  struck: number;
}

export interface State {
  profile: Record<string, Record<string, Value>>;
  waiting: string[];
  faults: Fault[];
  clock: { now: number; offset: number | null };
  tokens: { alive: number; issued: number; lifetime: number; firstEnd: number | null };
  limits: { switch: string; max: number; used: number }[];
  unpublished: string[];
  canReset: boolean;
}

export const machine = shared<State | null>(null);
export const machineFailure = shared<unknown>(null);

// The time at which the state was read, so that a clock can run between two reads.
export let readAt = 0;

export const readMachine = async () => {
  try {
    const state = await call<State>("state");
    readAt = Date.now();
    machineFailure.set(null);
    // Nothing is drawn again for a clock that runs by itself.
    const { clock, ...rest } = state;
    const { clock: old, ...before } = machine.get() ?? { clock: null };
    if (JSON.stringify(rest) === JSON.stringify(before) && old && old.offset === clock.offset && clock.offset !== null) {
      machine.get()!.clock = clock;
      return;
    }
    machine.set(state);
  } catch (error) {
    machineFailure.set(error);
  }
};

// Reads the state as long as the page is seen: a fault may end by itself, and another page may change the profile.
export const useMachine = (isThere: boolean, every: number) => {
  const state = machine.use();
  useEffect(() => {
    if (!isThere) return;
    void readMachine();
    const timer = setInterval(() => document.visibilityState === "visible" && void readMachine(), every);
    return () => clearInterval(timer);
  }, [isThere, every]);
  return state;
};

// A change, and the state after it.
export const change = async (name: string, body: unknown = {}) => {
  try {
    return await call<Record<string, unknown>>(name, body);
  } finally {
    await readMachine();
  }
};

export const nameOf = (fault: Fault) => (typeof fault.fault.effect === "string" ? fault.fault.effect : Object.keys(fault.fault.effect)[0]!);

export const argumentOf = (fault: Fault) => (typeof fault.fault.effect === "string" ? "" : String(Object.values(fault.fault.effect)[0]));
